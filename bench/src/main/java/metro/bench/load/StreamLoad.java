package metro.bench.load;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Load over gRPC streams to one member, one connection and one platform thread for each stream. */
public final class StreamLoad implements AutoCloseable {
  private static final long CERTIFICATE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long STEP_NANOS = 1_000_000;
  private static final int MAX_REPLY_BYTES = 16 << 20;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<SubmitStream> streams = new ArrayList<>();
  private final Certificates certificates = new Certificates();
  private final ExecutorService threads;
  private volatile Optional<Tally> running = Optional.empty();

  /**
   * Opens the streams.
   *
   * @param member {@code host:port} of its gRPC API
   * @param traffic what to send
   * @param namesSigners whether each transaction comes with its signer's address, so that the
   *     member can check many signatures at once
   * @param followed rollups to watch for certificates: those under load
   */
  public StreamLoad(
      String member, Traffic traffic, boolean namesSigners, List<FollowedRollup> followed) {
    int count = traffic.parts().size();
    threads = Executors.newFixedThreadPool(count, Thread.ofPlatform().name("load-", 0).factory());
    for (int i = 0; i < count; i++) {
      ManagedChannel channel = channel(member);
      Traffic.Part part = traffic.parts().get(i);
      streams.add(SubmitStream.open(channel, i, count, part, namesSigners, certificates));
    }
    ManagedChannel watch = channel(member);
    followed.forEach(f -> certificates.follow(watch, f.chainId(), f.nextNumber()));
  }

  /**
   * A rollup whose certificates count.
   *
   * @param chainId which
   * @param nextNumber of its next block
   */
  public record FollowedRollup(long chainId, long nextNumber) {}

  private ManagedChannel channel(String member) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(member, InsecureChannelCredentials.create())
            .maxInboundMessageSize(MAX_REPLY_BYTES)
            .build();
    channels.add(channel);
    return channel;
  }

  /**
   * Sends at {@code pace} for the window; returns when all is answered and certified.
   *
   * @throws IOException when a stream breaks or answers do not come
   */
  public Counts run(Pace pace, Window window) throws IOException, InterruptedException {
    Tally tally = new Tally(window);
    running = Optional.of(tally);
    List<Future<?>> running = new ArrayList<>();
    for (SubmitStream stream : streams) {
      running.add(
          threads.submit(() -> {
            stream.run(pace, window, tally);
            return stream;
          }));
    }
    for (Future<?> stream : running) {
      await(stream);
    }
    awaitCertificates();
    return tally.counts();
  }

  /** Receipts so far in the measured time of the run under way, or of the last one. */
  public long ordered() {
    return running.map(Tally::arrived).orElse(0L);
  }

  private static void await(Future<?> stream) throws IOException, InterruptedException {
    try {
      stream.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private void awaitCertificates() throws IOException {
    long giveUp = System.nanoTime() + CERTIFICATE_PATIENCE_NANOS;
    while (!certificates.isDone()) {
      if (System.nanoTime() > giveUp) {
        throw new IOException("no certificate came over what was ordered");
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
