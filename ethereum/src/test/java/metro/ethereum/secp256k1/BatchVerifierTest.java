package metro.ethereum.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchVerifierTest {
  private final BatchVerifier verifier = new BatchVerifier(Secp256k1.fastest());
  private final BatchEquation equation = new BatchEquation(SquareRoots.fastest());

  private boolean holds(List<SignatureClaim> claims) {
    int[] members = equation.prepare(claims);
    assertThat(members).hasSize(claims.size());
    return equation.holds(members, 0, members.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 17, 100, 257, 1000, 2049})
  void goodOnesHold(int count) {
    for (int senders : List.of(1, 7, count)) {
      List<SignatureClaim> claims = new Claims(count, senders).list(count);
      assertThat(holds(claims)).isTrue();
      assertThat(verifier.falseOnes(claims).isEmpty()).isTrue();
    }
  }

  @Test
  void culpritsAreFoundWhereverTheyAreAndHoweverMany() {
    List<SignatureClaim> good = new Claims(3, 20).list(300);
    Random random = new Random(Long.getLong("metro.seed", 3L));
    for (int culprits : new int[] {1, 2, 3, 10, 100, 299, 300}) {
      List<Integer> positions = new ArrayList<>();
      for (int i = 0; i < good.size(); i++) {
        positions.add(i);
      }
      Collections.shuffle(positions, random);
      List<SignatureClaim> claims = new ArrayList<>(good);
      BitSet expected = new BitSet();
      for (int i : positions.subList(0, culprits)) {
        SignatureClaim c = good.get(i);
        claims.set(i, new SignatureClaim(Hash.ZERO, c.signature(), c.publicKey()));
        expected.set(i);
      }
      assertThat(verifier.falseOnes(claims)).isEqualTo(expected);
    }
  }

  @Test
  void oneWrongBitAnywhereIsNoticed() {
    List<SignatureClaim> good = new Claims(4, 3).list(20);
    for (int bit = 0; bit < 256; bit += 3) {
      List<SignatureClaim> claims = new ArrayList<>(good);
      SignatureClaim c = good.get(7);
      byte[] digest = c.digest().bytes().clone();
      digest[bit >> 3] ^= (byte) (1 << (bit & 7));
      claims.set(7, new SignatureClaim(Hash.of(digest), c.signature(), c.publicKey()));
      assertThat(holds(claims)).as("digest bit %d", bit).isFalse();
      byte[] s = c.signature().s().toBytes();
      s[bit >> 3] ^= (byte) (1 << (bit & 7));
      Signature mauled =
          new Signature(c.signature().yParity(), c.signature().r(), UInt256.fromBytes(s));
      claims.set(7, new SignatureClaim(c.digest(), mauled, c.publicKey()));
      int[] members = equation.prepare(claims);
      assertThat(members.length == 20 && equation.holds(members, 0, 20)).isFalse();
    }
  }

  @Test
  void wrongOnesDoNotCancelEachOther() {
    // Two claims whose errors are opposite: without random factors their sum would hold.
    Claims claims = new Claims(5, 2);
    SignatureClaim a = claims.of(0);
    List<SignatureClaim> pair = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Signature s = a.signature();
      Signature turned = new Signature(s.yParity() ^ 1, s.r(), s.s());
      Signature opposite = new Signature(s.yParity(), s.r(), Signature.ORDER.minus(s.s()));
      pair.add(new SignatureClaim(a.digest(), turned, a.publicKey()));
      pair.add(new SignatureClaim(a.digest(), opposite, a.publicKey()));
    }
    assertThat(holds(pair)).isFalse();
    assertThat(verifier.falseOnes(pair).cardinality()).isEqualTo(16);
  }

  @Test
  void equalAndOppositePointsAreAdded() {
    Claims claims = new Claims(6, 2);
    SignatureClaim a = claims.of(0);
    Signature s = a.signature();
    Signature high = new Signature(s.yParity() ^ 1, s.r(), Signature.ORDER.minus(s.s()));
    SignatureClaim opposite = new SignatureClaim(a.digest(), high, a.publicKey());
    List<SignatureClaim> list = new ArrayList<>(Collections.nCopies(40, a));
    list.addAll(Collections.nCopies(40, opposite));
    list.add(claims.of(1));
    assertThat(holds(list)).isTrue();
    assertThat(verifier.falseOnes(list).isEmpty()).isTrue();
  }

  /** The nonce is used again, the key is G, 2 G, -G: R and Q meet in all combinations. */
  @Test
  void keysAndNoncesThatAreTheGeneratorItself() {
    BigInteger n = Order.N;
    List<SignatureClaim> list = new ArrayList<>();
    for (BigInteger d : List.of(BigInteger.ONE, BigInteger.TWO, n.subtract(BigInteger.ONE))) {
      byte[] publicKey = Secp256k1.fastest().publicKey(UInt256.of(d).toBytes());
      for (BigInteger k :
          List.of(BigInteger.ONE, BigInteger.TWO, n.subtract(BigInteger.ONE), Order.LAMBDA)) {
        byte[] point = Secp256k1.fastest().publicKey(UInt256.of(k).toBytes());
        BigInteger r = new BigInteger(1, point, 0, 32).mod(n);
        for (int z = 0; z < 3; z++) {
          BigInteger digest = BigInteger.valueOf(z);
          BigInteger s = digest.add(r.multiply(d)).multiply(k.modInverse(n)).mod(n);
          Signature signature = new Signature(point[63] & 1, UInt256.of(r), UInt256.of(s));
          list.add(
              new SignatureClaim(
                  Hash.of(UInt256.of(digest).toBytes()), signature, Bytes.wrap(publicKey)));
        }
      }
    }
    assertThat(list).allMatch(verifier::isTrue);
    assertThat(holds(list)).isTrue();
    for (SignatureClaim claim : list) {
      assertThat(holds(List.of(claim))).isTrue();
      SignatureClaim negated =
          new SignatureClaim(claim.digest(), claim.signature(), Cases.negated(claim.publicKey()));
      assertThat(holds(List.of(negated))).isEqualTo(verifier.isTrue(negated));
    }
  }

  @Test
  void claimsThatCannotBeTrueAreLeftOutAtOnce() {
    SignatureClaim good = new Claims(7, 1).of(0);
    Bytes shortKey = Bytes.wrap(new byte[63]);
    Signature s = good.signature();
    List<SignatureClaim> list =
        List.of(
            new SignatureClaim(good.digest(), s, shortKey),
            new SignatureClaim(good.digest(), s, Bytes.wrap(new byte[64])),
            new SignatureClaim(good.digest(), s, Bytes.EMPTY),
            new SignatureClaim(good.digest(), new Signature(2, s.r(), s.s()), good.publicKey()),
            new SignatureClaim(
                good.digest(), new Signature(0, UInt256.ZERO, s.s()), good.publicKey()),
            // x = 5 is on no point of this curve.
            new SignatureClaim(
                good.digest(), new Signature(0, UInt256.of(5), s.s()), good.publicKey()));
    assertThat(equation.prepare(list)).isEmpty();
    assertThat(list).noneMatch(verifier::isTrue);
  }
}
