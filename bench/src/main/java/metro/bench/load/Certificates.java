package metro.bench.load;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import metro.soft.Certificate;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;
import metro.wire.SequencerGrpc;

/**
 * Watches certificates come in through the follow streams of all rollups under load, as their nodes
 * do, and tells when each ordered transaction is under one.
 */
final class Certificates {
  /** What waits for a certificate. */
  private record Waiting(long intendedNanos, Tally tally) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, List<Waiting>> waiting = new TreeMap<>();
  private long certified;

  /** Follows {@code rollup} from its next block on. */
  void follow(ManagedChannel channel, long rollup, long fromNumber) {
    FollowRequest request =
        FollowRequest.newBuilder().setRollup(rollup).setFromNumber(fromNumber).build();
    SequencerGrpc.newStub(channel).follow(request, new Updates());
  }

  /** One was ordered at {@code height}. */
  void ordered(long height, long intendedNanos, long nowNanos, Tally tally) {
    lock.lock();
    try {
      if (height <= certified) {
        tally.certified(intendedNanos, nowNanos);
      } else {
        waiting
            .computeIfAbsent(height, _ -> new ArrayList<>())
            .add(new Waiting(intendedNanos, tally));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing ordered waits any more. */
  boolean isDone() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  void certified(long height, long nowNanos) {
    lock.lock();
    try {
      certified = Math.max(certified, height);
      var done = waiting.headMap(certified, true);
      done.values().forEach(all -> all.forEach(w -> w.tally.certified(w.intendedNanos, nowNanos)));
      done.clear();
    } finally {
      lock.unlock();
    }
  }

  private final class Updates implements StreamObserver<FollowUpdate> {
    @Override
    public void onNext(FollowUpdate update) {
      if (update.hasCertified()) {
        byte[] bytes = update.getCertified().getCertificate().toByteArray();
        certified(Certificate.decode(bytes).height(), System.nanoTime());
      }
    }

    @Override
    public void onError(Throwable t) {
      // Ends with the channel; a stream that fails earlier shows as certificates that never come.
    }

    @Override
    public void onCompleted() {}
  }
}
