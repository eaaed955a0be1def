package metro.evm.bn254;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimal ate pairing: Miller loops of all pairs in step with one shared squaring, lines in
 * homogeneous coordinates (Costello, Lange and Naehrig, 2010), final exponentiation after
 * Fuentes-Castañeda, Knapp and Rodríguez-Henríquez (2011).
 */
public final class Pairing {
  /** The curve's parameter. */
  static final long X = 4965661367192848881L;

  private static final Fp HALF = Fp.of(BigInteger.TWO.modInverse(Fp.P));

  /** Digits -1, 0, 1 of 6 x + 2, the lowest first. */
  private static final int[] LOOP =
      nonAdjacentForm(BigInteger.valueOf(X).multiply(BigInteger.valueOf(6)).add(BigInteger.TWO));

  private Pairing() {}

  /** Two points to pair. */
  public record Pair(G1 p, G2 q) {}

  private static int[] nonAdjacentForm(BigInteger value) {
    List<Integer> digits = new ArrayList<>();
    BigInteger rest = value;
    while (rest.signum() != 0) {
      int digit = rest.testBit(0) ? 2 - (rest.intValue() & 3) : 0;
      digits.add(digit);
      rest = rest.subtract(BigInteger.valueOf(digit)).shiftRight(1);
    }
    return digits.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether the product of the pairings is 1. */
  public static boolean productIsOne(List<Pair> pairs) {
    List<Walk> walks =
        pairs.stream()
            .filter(pair -> !pair.p().isInfinity() && !pair.q().isInfinity())
            .map(Walk::new)
            .toList();
    return walks.isEmpty() || finalExponentiation(millerLoop(walks)).equals(Fp12.ONE);
  }

  private static Fp12 millerLoop(List<Walk> walks) {
    Fp12 f = Fp12.ONE;
    for (int i = LOOP.length - 2; i >= 0; i--) {
      f = f.square();
      for (Walk walk : walks) {
        f = walk.twice(f);
        f = LOOP[i] == 0 ? f : walk.plus(f, LOOP[i] > 0 ? walk.q : walk.minusQ);
      }
    }
    for (Walk walk : walks) {
      G2 q1 = walk.q.frobenius();
      f = walk.plus(f, q1);
      f = walk.plus(f, q1.frobenius().negate());
    }
    return f;
  }

  /** One pair's way through the loop. */
  private static final class Walk {
    private final Fp px;
    private final Fp py;
    private final G2 q;
    private final G2 minusQ;
    private Fp2 x;
    private Fp2 y;
    private Fp2 z = Fp2.ONE;

    Walk(Pair pair) {
      G1 p = pair.p().toAffine();
      this.px = p.affineX();
      this.py = p.affineY();
      this.q = pair.q();
      this.minusQ = q.negate();
      this.x = q.x();
      this.y = q.y();
    }

    /** Doubles the point; f times the tangent's value. */
    Fp12 twice(Fp12 f) {
      Fp2 a = x.times(y).times(HALF);
      Fp2 b = y.square();
      Fp2 c = z.square();
      Fp2 e = G2.B.times(c.thrice());
      Fp2 e3 = e.thrice();
      Fp2 g = b.plus(e3).times(HALF);
      Fp2 h = y.plus(z).square().minus(b).minus(c);
      Fp2 j = x.square();
      Fp2 i = e.minus(b);
      x = a.times(b.minus(e3));
      y = g.square().minus(e.square().thrice());
      z = b.times(h);
      return f.timesLine(h.negate().times(py), j.thrice().times(px), i);
    }

    /** Adds an affine point; f times the chord's value. */
    Fp12 plus(Fp12 f, G2 point) {
      Fp2 theta = y.minus(point.y().times(z));
      Fp2 lambda = x.minus(point.x().times(z));
      Fp2 d = lambda.square();
      Fp2 e = lambda.times(d);
      Fp2 g = x.times(d);
      Fp2 h = e.plus(z.times(theta.square())).minus(g.twice());
      x = lambda.times(h);
      y = theta.times(g.minus(h)).minus(e.times(y));
      z = z.times(e);
      Fp2 j = theta.times(point.x()).minus(lambda.times(point.y()));
      return f.timesLine(lambda.times(py), theta.negate().times(px), j);
    }
  }

  /** To the power of (P^12 - 1) / r, up to a factor that does not matter. */
  static Fp12 finalExponentiation(Fp12 f) {
    Fp12 t = f.conjugate().times(f.inverse());
    Fp12 r = t.frobenius().frobenius().times(t);
    Fp12 y0 = powMinusX(r);
    Fp12 y1 = y0.cyclotomicSquare();
    Fp12 y3 = y1.cyclotomicSquare().times(y1);
    Fp12 y4 = powMinusX(y3);
    Fp12 y6 = powMinusX(y4.cyclotomicSquare()).conjugate();
    Fp12 y8 = y6.times(y4).times(y3.conjugate());
    Fp12 y9 = y8.times(y1);
    Fp12 y11 = y8.times(y4).times(r);
    Fp12 y13 = y9.frobenius().times(y11);
    Fp12 y14 = y8.frobenius().frobenius().times(y13);
    Fp12 y15 = r.conjugate().times(y9);
    return y15.frobenius().frobenius().frobenius().times(y14);
  }

  private static Fp12 powMinusX(Fp12 f) {
    return f.cyclotomicPow(X).conjugate();
  }
}
