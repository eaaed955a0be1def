package metro.cli.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/** Finds ports nobody listens on. */
public final class Ports {
  private static final int LAST = 32_000;
  private static final int STEP = 100;

  private Ports() {}

  /**
   * The first port of {@code count} free ones on loopback, at {@code preferred} if possible. They
   * are free now: whoever wants them should take them soon.
   *
   * @throws IOException when there is no such block below the ports the system gives out itself
   */
  public static int freeBlock(int preferred, int count) throws IOException {
    for (int first = preferred; first + count <= LAST; first += STEP) {
      if (IntStream.range(first, first + count).allMatch(Ports::isFree)) {
        return first;
      }
    }
    throw new IOException("no " + count + " free ports from " + preferred + " to " + LAST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
