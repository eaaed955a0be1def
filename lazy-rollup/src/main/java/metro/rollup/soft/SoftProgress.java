package metro.rollup.soft;

import java.util.concurrent.atomic.LongAdder;

/** What following softly has done so far, for metrics and health. Safe for many threads. */
public final class SoftProgress {
  final LongAdder blocks = new LongAdder();
  final LongAdder sessions = new LongAdder();
  final LongAdder lies = new LongAdder();
  volatile long toldNumber;
  volatile long certifiedHeight;
  volatile long postedBatch;
  volatile long postedDaHeight;
  volatile String connectedTo = "";

  /** Rollup blocks taken. */
  public long blocks() {
    return blocks.sum();
  }

  /** Streams opened. */
  public long sessions() {
    return sessions.sum();
  }

  /** Streams ended because the member said what cannot be true. */
  public long lies() {
    return lies.sum();
  }

  /** The rollup's newest block that the followed member proved to be ordered. */
  public long toldNumber() {
    return toldNumber;
  }

  /** Newest certified sequencer height that was checked. */
  public long certifiedHeight() {
    return certifiedHeight;
  }

  /** Newest batch a member says is on the DA layer; not proven. */
  public long postedBatch() {
    return postedBatch;
  }

  /** Where; not proven. */
  public long postedDaHeight() {
    return postedDaHeight;
  }

  /** The member followed now; empty when none. */
  public String connectedTo() {
    return connectedTo;
  }
}
