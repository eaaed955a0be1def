package metro.da.columns;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import metro.state.MalformedException;

/**
 * Nonces. Who sent a transaction is not in it, but whoever sent nonce n goes on with n + 1: where
 * that pays, a nonce is written as its place among the continuations of the nonces last seen, the
 * most recent first, and 0 in front of one that continues none of them. Where it does not pay the
 * first plane is empty.
 */
final class NonceColumn {
  private static final int ESTIMATE_LEVEL = 3;

  private NonceColumn() {}

  /** Continuations of the newest nonces, the most recent first. */
  private static final class Recent {
    private static final int WINDOW = 255;
    private final long[] expected = new long[WINDOW];
    private int size;

    /** 1 for the most recent; 0 when none continues to {@code nonce}. */
    int rank(long nonce) {
      for (int i = 0; i < size; i++) {
        if (expected[i] == nonce) {
          return i + 1;
        }
      }
      return 0;
    }

    long at(int rank) {
      if (rank > size) {
        throw new MalformedException("nonce rank " + rank + " is beyond what was seen");
      }
      return expected[rank - 1];
    }

    void saw(long nonce, int rank) {
      int end = rank > 0 ? rank - 1 : Math.min(size, WINDOW - 1);
      System.arraycopy(expected, 0, expected, 1, end);
      expected[0] = nonce + 1;
      size = rank > 0 ? size : Math.min(size + 1, WINDOW);
    }
  }

  static void write(ColumnWriter out, long[] nonces) {
    Recent recent = new Recent();
    byte[] ranks = new byte[nonces.length];
    long[] misses = new long[nonces.length];
    int count = 0;
    for (int i = 0; i < nonces.length; i++) {
      int rank = recent.rank(nonces[i]);
      ranks[i] = (byte) rank;
      if (rank == 0) {
        misses[count++] = nonces[i];
      }
      recent.saw(nonces[i], rank);
    }
    long[] others = Arrays.copyOf(misses, count);
    boolean pays = packed(ranks) + packed(others) < packed(nonces);
    out.plane(pays ? ranks : new byte[0]);
    out.numbers(pays ? others : nonces);
  }

  private static int packed(byte[] plane) {
    return Zstd.compress(plane, ESTIMATE_LEVEL).length;
  }

  private static int packed(long[] numbers) {
    byte[][] planes = ColumnWriter.split(numbers);
    return packed(planes[0]) + packed(planes[1]);
  }

  static long[] read(ColumnReader in, int count) {
    byte[] ranks = in.plane("nonce ranks");
    if (ranks.length == 0) {
      return in.numbers(count, "nonces");
    }
    if (ranks.length != count) {
      throw new MalformedException("nonce ranks are not one for each transaction");
    }
    long[] others = in.numbersUpTo(count, "nonces");
    long[] out = new long[count];
    Recent recent = new Recent();
    int next = 0;
    for (int i = 0; i < count; i++) {
      int rank = ranks[i] & 0xff;
      if (rank == 0 && next == others.length) {
        throw new MalformedException("nonces are fewer than the ranks ask for");
      }
      out[i] = rank == 0 ? others[next++] : recent.at(rank);
      recent.saw(out[i], rank);
    }
    if (next != others.length) {
      throw new MalformedException("nonces are more than the ranks ask for");
    }
    return out;
  }
}
