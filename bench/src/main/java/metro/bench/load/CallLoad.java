package metro.bench.load;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import metro.cli.client.RpcClient;

/**
 * Load with one request for each transaction or bundle. Each lane has one request under way at a
 * time, so nonces arrive in order; a lane that is behind its plan sends at once, and its lateness
 * counts.
 */
public final class CallLoad implements AutoCloseable {
  private static final int MAX_TRIES = 100;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** One lane: how to send, and what comes next. */
  private record Lane(Call call, Supplier<List<ByteString>> next) {}

  private final List<Lane> lanes;
  private final List<ManagedChannel> channels;

  private CallLoad(List<Lane> lanes, List<ManagedChannel> channels) {
    this.lanes = lanes;
    this.channels = channels;
  }

  /** {@code eth_sendRawTransaction}; {@code url} names the endpoint of all rollups' traffic. */
  public static CallLoad jsonRpc(URI url, Traffic traffic) {
    Call call = new JsonRpcCall(new RpcClient(url));
    List<Lane> lanes = new ArrayList<>();
    for (Sender sender : traffic.parts().getFirst().senders()) {
      lanes.add(new Lane(call, () -> List.of(sender.next())));
    }
    return new CallLoad(lanes, List.of());
  }

  /**
   * Bundles A, B, A: every second sender of the traffic is on another rollup than the one before
   * it, and two neighbours make a lane.
   */
  public static CallLoad bundles(String member, Traffic traffic) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(member, InsecureChannelCredentials.create()).build();
    Call call = new BundleCall(channel);
    List<Sender> senders = traffic.parts().getFirst().senders();
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i + 1 < senders.size(); i += 2) {
      Sender a = senders.get(i);
      Sender b = senders.get(i + 1);
      lanes.add(new Lane(call, () -> List.of(a.next(), b.next(), a.next())));
    }
    return new CallLoad(lanes, List.of(channel));
  }

  /** Sends so many per second over all lanes; returns when all are answered. */
  public Counts run(Pace.Open pace, Window window) throws InterruptedException {
    Tally tally = new Tally(window);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      int lane = i;
      threads.add(
          Thread.ofVirtual().name("lane-", i).start(() -> drive(lane, pace, window, tally)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return tally.counts();
  }

  private void drive(int number, Pace.Open pace, Window window, Tally tally) {
    Lane lane = lanes.get(number);
    for (long k = 0; ; k++) {
      long intended = pace.intended(window.startNanos(), k, number, lanes.size());
      if (intended >= window.toNanos()) {
        return;
      }
      for (long now = System.nanoTime(); now < intended; now = System.nanoTime()) {
        LockSupport.parkNanos(intended - now);
      }
      tally.sent(intended);
      List<ByteString> raws = lane.next.get();
      if (!send(lane, raws, intended, tally)) {
        return;
      }
    }
  }

  /** Whether it was ordered in the end; a lane with a hole is of no use any more. */
  private static boolean send(Lane lane, List<ByteString> raws, long intended, Tally tally) {
    int bytes = raws.stream().mapToInt(ByteString::size).sum();
    for (int i = 0; i < MAX_TRIES; i++) {
      switch (lane.call.send(raws)) {
        case Call.Answer.Ordered _ -> {
          tally.ordered(intended, System.nanoTime(), bytes);
          return true;
        }
        case Call.Answer.Refused r -> tally.refused(r.reason());
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
    return false;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
