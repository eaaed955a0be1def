package metro.ethereum.secp256k1;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;

/** Seeded claims of every kind: good, mauled in each field, at the edges, and true in odd ways. */
final class Cases {
  private static final BigInteger P =
      BigInteger.TWO.pow(256).subtract(BigInteger.TWO.pow(32)).subtract(BigInteger.valueOf(977));
  private static final BigInteger HALF = Signature.HALF_ORDER.toBigInteger();
  private static final List<BigInteger> EDGES =
      List.of(BigInteger.ZERO, HALF, Order.N, P, P.subtract(Order.N), BigInteger.TWO.pow(256));

  private final Secp256k1 secp = Secp256k1.fastest();
  private final SplittableRandom random;
  private final Claims claims;

  Cases(long seed) {
    random = new SplittableRandom(seed);
    claims = new Claims(random.nextLong(), 1 + random.nextInt(8));
  }

  SignatureClaim good() {
    return claims.next();
  }

  /** Mostly false, sometimes true. */
  SignatureClaim odd() {
    SignatureClaim good = claims.next();
    Signature g = good.signature();
    return switch (random.nextInt(10)) {
      case 0 -> with(good, new Signature(g.yParity() ^ 1, g.r(), g.s()));
      case 1 -> with(good, new Signature(g.yParity(), flip(g.r()), g.s()));
      case 2 -> with(good, new Signature(g.yParity(), g.r(), flip(g.s())));
      case 3 -> new SignatureClaim(Hash.of(flip(good.digest().bytes())), g, good.publicKey());
      case 4 -> new SignatureClaim(good.digest(), g, Bytes.wrap(flip(good.publicKey().toArray())));
      case 5 -> new SignatureClaim(good.digest(), g, otherKey(good.publicKey()));
      // High s: true with the parity turned, false without.
      case 6 -> with(good, new Signature(random.nextInt(2), g.r(), Signature.ORDER.minus(g.s())));
      case 7 -> with(good, new Signature(random.nextInt(2), edge(), g.s()));
      case 8 -> with(good, new Signature(random.nextInt(2), g.r(), edge()));
      default -> recovered();
    };
  }

  /** Numbers at the edges, and most often the very key that recovery finds for them. */
  private SignatureClaim recovered() {
    byte[] digest = random.nextBoolean() ? edge().toBytes() : claims.next().digest().bytes();
    Signature signature =
        new Signature(
            random.nextInt(2),
            random.nextBoolean() ? edge() : claims.next().signature().r(),
            random.nextBoolean() ? edge() : claims.next().signature().s());
    Optional<byte[]> key = secp.recover(digest, signature);
    Bytes claimed = key.map(Bytes::wrap).orElseGet(() -> claims.next().publicKey());
    if (random.nextInt(4) == 0) {
      claimed = negated(claimed);
    }
    return new SignatureClaim(Hash.of(digest), signature, claimed);
  }

  private static SignatureClaim with(SignatureClaim claim, Signature signature) {
    return new SignatureClaim(claim.digest(), signature, claim.publicKey());
  }

  private Bytes otherKey(Bytes key) {
    return switch (random.nextInt(5)) {
      case 0 -> negated(key);
      case 1 -> Bytes.wrap(new byte[64]);
      case 2 -> Bytes.wrap(java.util.Arrays.copyOf(key.arrayForReading(), 63));
      case 3 -> Bytes.wrap(secp.publicKey(UInt256.of(1 + random.nextInt(3)).toBytes()));
      default -> claims.next().publicKey();
    };
  }

  static Bytes negated(Bytes key) {
    UInt256 y = UInt256.fromBytes(key.arrayForReading(), 32, 32);
    byte[] out = key.toArray();
    System.arraycopy(UInt256.of(P).minus(y).toBytes(), 0, out, 32, 32);
    return Bytes.wrap(out);
  }

  private UInt256 edge() {
    BigInteger edge = EDGES.get(random.nextInt(EDGES.size()));
    BigInteger value = edge.add(BigInteger.valueOf(random.nextInt(-3, 4)));
    return UInt256.of(value.mod(BigInteger.TWO.pow(256)));
  }

  private UInt256 flip(UInt256 value) {
    return UInt256.fromBytes(flip(value.toBytes()));
  }

  private byte[] flip(byte[] bytes) {
    int bit = random.nextInt(bytes.length * 8);
    bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
    return bytes;
  }
}
