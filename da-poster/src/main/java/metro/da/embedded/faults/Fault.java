package metro.da.embedded.faults;

import java.time.Duration;

/** One way for the layer to misbehave. Each has happened on a real network. */
public sealed interface Fault {
  /** Which calls a fault of the connection hits. */
  enum Calls {
    /** Every call. */
    ALL,
    /** Calls that hand over a transaction. */
    SUBMISSIONS,
    /** All others. */
    READS;

    /** Whether these calls include one that submits, or one that does not. */
    public boolean include(boolean submission) {
      return this == ALL || submission == (this == SUBMISSIONS);
    }
  }

  /** The connection ends without an answer. */
  record Down(Calls calls) implements Fault {}

  /** The answer comes late. */
  record Slow(Calls calls, Duration delay) implements Fault {
    /** Longest delay. */
    public static final Duration MAX_DELAY = Duration.ofMinutes(5);

    public Slow {
      require(!delay.isNegative() && delay.compareTo(MAX_DELAY) <= 0, "a delay is 0 to 300000 ms");
    }
  }

  /** HTTP 500 to 599; over gRPC {@code UNAVAILABLE} for 503 and {@code INTERNAL} for the others. */
  record ServerError(Calls calls, int status) implements Fault {
    public ServerError {
      require(status >= 500 && status < 600, "a server's error is 500 to 599");
    }
  }

  /** A transaction is taken and included, the submitter is told that time ran out. */
  record TimedOutButIncluded() implements Fault {}

  /**
   * The node drops a transaction it has taken and says so; another validator includes it.
   *
   * @param blocks that pass between, at least 1
   */
  record EvictedThenIncluded(int blocks) implements Fault {
    public EvictedThenIncluded {
      require(blocks >= 1 && blocks <= 1_000, "blocks between are 1 to 1000");
    }
  }

  /** A transaction is refused for its sequence. */
  record SequenceMismatch() implements Fault {}

  /** A transaction is refused for its size. */
  record TooLarge() implements Fault {}

  /** Blocks have no room for anybody who waits. */
  record FullBlocks() implements Fault {}

  /**
   * The node does not know the newest blocks yet.
   *
   * @param blocks how many, at least 1
   */
  record LaggingHead(int blocks) implements Fault {
    public LaggingHead {
      require(blocks >= 1 && blocks <= 1_000_000, "blocks behind are 1 to 1000000");
    }
  }

  /** Proofs are well formed and prove nothing. */
  record WrongProof() implements Fault {}

  /** Data, headers and lists of blobs are not those of the block. */
  record WrongData() implements Fault {}

  /**
   * The node has thrown old blocks away.
   *
   * @param kept newest blocks that it still has, at least 1
   */
  record PrunedHistory(int kept) implements Fault {
    public PrunedHistory {
      require(kept >= 1, "at least one block is kept");
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
