package metro.bench.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import metro.bench.result.MemorySample;
import metro.bench.result.Soak.Throughput;

/** Looks at all members' memory again and again, beside the load. */
public final class MemoryWatch implements AutoCloseable {
  private final List<Throughput> throughput = new ArrayList<>();
  private final List<Watched> members;
  private final LongSupplier ordered;
  private final long intervalNanos;
  private final long startNanos = System.nanoTime();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("memory-watch").unstarted(this::watch);
  private volatile boolean closing;
  private volatile Optional<IOException> failure = Optional.empty();

  /** A member and what was seen of it. */
  private record Watched(Member member, List<MemorySample> samples) {}

  private MemoryWatch(List<Member> members, LongSupplier ordered, Duration interval) {
    this.members = members.stream().map(m -> new Watched(m, new ArrayList<>())).toList();
    this.ordered = ordered;
    this.intervalNanos = interval.toNanos();
  }

  /**
   * Begins to look.
   *
   * @param ordered receipts so far
   */
  public static MemoryWatch begin(List<Member> members, LongSupplier ordered, Duration interval) {
    MemoryWatch watch = new MemoryWatch(members, ordered, interval);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      long lastOrdered = 0;
      double last = 0;
      for (long next = startNanos + intervalNanos; sleepUntil(next); ) {
        long now = System.nanoTime();
        double seconds = (now - startNanos) / 1e9;
        long orderedNow = ordered.getAsLong();
        throughput.add(new Throughput(seconds, (orderedNow - lastOrdered) / (seconds - last)));
        lastOrdered = orderedNow;
        last = seconds;
        for (Watched one : members) {
          MemoryMeter.read(one.member, seconds).ifPresent(one.samples::add);
        }
        // What a busy machine made late is left out, not made up for.
        next = Math.max(next + intervalNanos, System.nanoTime());
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    }
  }

  /** False when the watch ends meanwhile. */
  private boolean sleepUntil(long nanos) {
    for (long now = System.nanoTime(); now < nanos && !closing; now = System.nanoTime()) {
      LockSupport.parkNanos(nanos - now);
    }
    return !closing;
  }

  /** What the member of this name held, when the watch is over. */
  public List<MemorySample> samples(String member) {
    return members.stream()
        .filter(one -> one.member.name().equals(member))
        .flatMap(one -> one.samples.stream())
        .toList();
  }

  /** What was ordered meanwhile, when the watch is over. */
  public List<Throughput> throughput() {
    return throughput;
  }

  /**
   * Ends the watch.
   *
   * @throws IOException when the members could not be looked at
   */
  @Override
  public void close() throws IOException {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the watch ended");
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
