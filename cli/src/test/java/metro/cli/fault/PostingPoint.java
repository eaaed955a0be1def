package metro.cli.fault;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.faults.Fault;

/**
 * Where in the cycle of posting the poster is killed. Faults of the DA layer hold it there, so that
 * it is met for certain; they are cleared when it is dead.
 */
enum PostingPoint {
  /** A signed transaction is in the log, and could not be sent. */
  PREPARED {
    @Override
    void reach(Cycle cycle) {
      cycle.set(new Fault.Down(Fault.Calls.SUBMISSIONS));
      cycle.awaitPrepared();
    }
  },
  /** The transaction is under way: it arrives when its sender is dead. */
  SENDING {
    @Override
    void reach(Cycle cycle) {
      cycle.set(new Fault.Slow(Fault.Calls.SUBMISSIONS, Duration.ofMillis(1_500)));
      cycle.awaitPrepared();
      cycle.pass(1_000);
    }
  },
  /** It stands in a block that its sender has not read yet. */
  INCLUDED {
    @Override
    void reach(Cycle cycle) {
      cycle.awaitTaken();
      cycle.set(new Fault.Slow(Fault.Calls.READS, Duration.ofMillis(1_500)));
      cycle.produceBlock();
      cycle.pass(300);
    }
  },
  /** It waits in the mempool. */
  SENT {
    @Override
    void reach(Cycle cycle) {
      cycle.set(new Fault.FullBlocks());
      cycle.awaitOnItsWay();
    }
  },
  /** The last batch is posted, the next one about to be prepared. */
  POSTED {
    @Override
    void reach(Cycle cycle) {
      cycle.awaitPosted();
    }
  },
  /** Wherever it happens to be. */
  ANYWHERE {
    @Override
    void reach(Cycle cycle) {
      cycle.pass(2_000);
    }
  };

  /** Waits until {@code cycle} is there. */
  abstract void reach(Cycle cycle);

  /** The posting of one leader, seen from outside. */
  static final class Cycle {
    private final EmbeddedDa layer;
    private final MemberProcess leader;
    private final SplittableRandom random;
    private final long newest;

    Cycle(EmbeddedDa layer, MemberProcess leader, SplittableRandom random) {
      this.layer = layer;
      this.leader = leader;
      this.random = random;
      this.newest = Math.max(prepared(), posted());
    }

    private long prepared() {
      return (long) leader.metric("metro_prepared_batch");
    }

    private long posted() {
      return (long) leader.metric("metro_posted_batch");
    }

    private double taken() {
      return leader.metric("metro_da_submissions_total{outcome=\"taken\"}");
    }

    /** The batch on its way, or the next one. */
    long batch() {
      return Math.max(prepared(), posted() + 1);
    }

    private void awaitPosted() {
      await("another batch is posted", () -> posted() > newest);
    }

    private void awaitPrepared() {
      await("another batch is prepared", () -> prepared() > newest);
    }

    private void awaitTaken() {
      double before = taken();
      await("the DA layer takes a batch", () -> taken() > before);
    }

    /** What is prepared is sent before two blocks more are made. */
    private void awaitOnItsWay() {
      await("a batch is prepared", () -> prepared() > 0);
      double head = head();
      await("two DA heights pass", () -> head() >= head + 2);
    }

    private double head() {
      return leader.metric("metro_da_head");
    }

    /** Until it happens, or the leader leads no more. */
    private void await(String what, BooleanSupplier happened) {
      ProcessCommittee.await(what, () -> happened.getAsBoolean() || !leader.leads());
    }

    private void set(Fault fault) {
      layer.faults().set(fault);
    }

    private void produceBlock() {
      layer.produceBlock();
    }

    /** So many milliseconds, or less. */
    private void pass(int millis) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(millis)));
    }
  }
}
