package metro.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import metro.node.ingress.Answer;
import metro.node.testing.Await;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no request at all costs its sender only. */
@Timeout(180)
final class GarbageTest {
  private static final long A = SoloMember.A;

  @TempDir Path directory;
  private final Wallet alice = new Wallet(1);
  private SoloMember member;
  private long nonce;

  @BeforeEach
  void start() {
    member = SoloMember.start(directory.resolve("member"));
  }

  @AfterEach
  void stop() {
    member.close();
  }

  private List<Integer> ports() {
    return List.of(member.api().grpcPort(), member.api().jsonRpcPort());
  }

  private void assertServes() {
    Bytes raw = alice.transfer(A, nonce++, 1);
    assertThat(member.ingress().submit(raw).answer().join()).isInstanceOf(Answer.Ordered.class);
    for (int port : ports()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
      } catch (IOException e) {
        throw new AssertionError("port " + port + " does not answer", e);
      }
    }
  }

  private static void throwAt(int port, byte[] bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(500);
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      byte[] sink = new byte[1024];
      for (int n = 0; n >= 0; ) {
        n = socket.getInputStream().read(sink);
      }
    } catch (IOException e) {
      // Closed in our face, or silent: both are fine.
    }
  }

  @Test
  void random_bytes() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int port : ports()) {
      for (int i = 0; i < 10; i++) {
        byte[] bytes = new byte[random.nextInt(1, 8192)];
        random.nextBytes(bytes);
        throwAt(port, bytes);
      }
    }
    assertServes();
  }

  @Test
  void huge_lengths() {
    byte[] http =
        "POST /rpc/100 HTTP/1.1\r\nhost: x\r\ncontent-length: 9999999999999\r\n\r\n[[[["
            .getBytes(StandardCharsets.US_ASCII);
    byte[] header =
        ("POST /rpc/100 HTTP/1.1\r\nx: " + "a".repeat(200_000)).getBytes(StandardCharsets.US_ASCII);
    byte[] body = "[".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    byte[] nested =
        ("POST /rpc/100 HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] frame = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 1};
    for (int port : ports()) {
      throwAt(port, http);
      throwAt(port, header);
      throwAt(port, concat(nested, body));
      throwAt(port, concat(preface, frame));
    }
    assertServes();
  }

  @Test
  void half_open_connections() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int port : ports()) {
        for (int i = 0; i < 100; i++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
          socket.getOutputStream().write("POST / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
          open.add(socket);
        }
      }
      assertServes();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void transactions_that_are_none() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] good = alice.transfer(A, 0, 1).toArray();
    for (int i = 0; i < 500; i++) {
      byte[] bytes = good.clone();
      if (random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      } else {
        bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
      }
      // Every answer is a clear one; a flipped bit makes another sender, who has no money.
      Answer answer = member.ingress().submit(Bytes.wrap(bytes)).answer().join();
      assertThat(answer).isInstanceOf(Answer.Refused.class);
    }
    assertThat(member.chain().height()).isZero();
    Await.until("nothing waits", () -> member.ingress().inFlight() == 0);
    assertServes();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }
}
