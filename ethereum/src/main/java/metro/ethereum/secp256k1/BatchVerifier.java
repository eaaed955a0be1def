package metro.ethereum.secp256k1;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import metro.ethereum.Secp256k1;

/**
 * Checks many signatures of known keys together, several times faster than one by one. Says of each
 * claim exactly what recovery one by one would say, except with probability 2^-128 per batch; the
 * random factors come from a secret source, so nobody can aim at that.
 *
 * <p>When a batch does not hold, halves of it are tried to find the culprits; what is left of a
 * part that does not hold is checked one by one, and so is every part once halving has cost as much
 * as it may. A batch of 512 with one culprit costs about as much as one by one, one with many a
 * little more than twice that: keep sources that spoil batches away from the others'.
 *
 * <p>Not constant time: hashes, signatures and public keys are public. Safe for use by many
 * threads; each keeps scratch space of some hundred kilobytes.
 */
public final class BatchVerifier {
  /** Fewer claims than this are checked one by one. */
  public static final int MIN_BATCH = 24;

  /** More claims than this are checked in several batches. */
  public static final int MAX_BATCH = 1024;

  /** Halving looks at no more than so many times the claims of the batch again. */
  private static final double MAX_LOOKED_AT_AGAIN = 1.5;

  private final Secp256k1 single;
  private final ThreadLocal<BatchEquation> equations =
      ThreadLocal.withInitial(() -> new BatchEquation(SquareRoots.fastest()));

  /** Claims that are checked alone go to {@code single}. */
  public BatchVerifier(Secp256k1 single) {
    this.single = single;
  }

  /** The positions of the claims that are false. */
  public BitSet falseOnes(List<SignatureClaim> claims) {
    BitSet found = new BitSet(claims.size());
    for (int from = 0; from < claims.size(); from += MAX_BATCH) {
      int to = Math.min(claims.size(), from + MAX_BATCH);
      check(claims.subList(from, to), from, found);
    }
    return found;
  }

  /** Whether one claim is true, checked alone. */
  public boolean isTrue(SignatureClaim claim) {
    return single
        .recover(claim.digest().bytes(), claim.signature())
        .filter(key -> Arrays.equals(key, claim.publicKey().arrayForReading()))
        .isPresent();
  }

  private void check(List<SignatureClaim> claims, int offset, BitSet found) {
    if (claims.size() < MIN_BATCH) {
      for (int i = 0; i < claims.size(); i++) {
        found.set(offset + i, !isTrue(claims.get(i)));
      }
      return;
    }
    Batch batch = new Batch(claims, equations.get());
    batch.check();
    batch.wrong.stream().forEach(i -> found.set(offset + i));
  }

  /** One batch with what may still be spent on halving it. */
  private final class Batch {
    private final List<SignatureClaim> claims;
    private final BatchEquation equation;
    private final int[] members;
    private final BitSet wrong;
    private double budget;

    Batch(List<SignatureClaim> claims, BatchEquation equation) {
      this.claims = claims;
      this.equation = equation;
      this.members = equation.prepare(claims);
      this.wrong = new BitSet(claims.size());
      this.budget = MAX_LOOKED_AT_AGAIN * claims.size();
    }

    void check() {
      wrong.set(0, claims.size());
      for (int member : members) {
        wrong.clear(member);
      }
      if (!equation.holds(members, 0, members.length)) {
        search(0, members.length);
      }
    }

    /** Finds the false ones among members that do not hold together. */
    private void search(int from, int to) {
      int middle = (from + to) >>> 1;
      if (to - from < 2 * MIN_BATCH || budget < middle - from) {
        oneByOne(from, to);
        return;
      }
      budget -= middle - from;
      if (equation.holds(members, from, middle)) {
        search(middle, to);
        return;
      }
      search(from, middle);
      if (budget < to - middle) {
        oneByOne(middle, to);
        return;
      }
      budget -= to - middle;
      if (!equation.holds(members, middle, to)) {
        search(middle, to);
      }
    }

    private void oneByOne(int from, int to) {
      for (int i = from; i < to; i++) {
        wrong.set(members[i], !isTrue(claims.get(members[i])));
      }
    }
  }
}
