package metro.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** libsecp256k1 and BouncyCastle answer the same, on good signatures and on any others. */
final class SignatureAgreementTest {
  private static final Secp256k1 JAVA = new BouncyCastleSecp256k1();
  private static final Secp256k1 NATIVE =
      NativeSecp256k1.load().<Secp256k1>map(n -> n).orElse(JAVA);
  static final List<Secp256k1> BOTH = List.of(NATIVE, JAVA);

  private static final UInt256 TOP = Signature.ORDER.minus(UInt256.ONE);

  @Test
  void theNativeLibraryLoadsWhereWeShipIt() {
    assertThat(NativeSecp256k1.load()).isPresent();
    assertThat(Secp256k1.fastest()).isInstanceOf(NativeSecp256k1.class);
  }

  @Test
  void bothAgreeOnGoodAndMauledSignatures() {
    long seed = Long.getLong("metro.seed", 5L);
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int recovered = 0;
    for (int i = 0; i < 50; i++) {
      byte[] key = bytes(random);
      byte[] digest = bytes(random);
      Signature good = JAVA.sign(digest, key);
      assertThat(NATIVE.sign(digest, key)).as("RFC 6979 is deterministic").isEqualTo(good);
      assertThat(good.isCanonical()).isTrue();
      byte[] publicKey = NATIVE.publicKey(key);
      assertThat(JAVA.publicKey(key)).isEqualTo(publicKey);
      for (Signature s : variants(good, random)) {
        recovered += compare(digest, s, publicKey) ? 1 : 0;
      }
      assertThat(JAVA.recover(digest, good))
          .hasValueSatisfying(k -> assertThat(k).isEqualTo(publicKey));
      assertThat(NATIVE.verify(bytes(random), good, publicKey)).isFalse();
    }
    assertThat(recovered).isGreaterThan(50 * 3);
  }

  private static List<Signature> variants(Signature g, SplittableRandom random) {
    UInt256 any = UInt256.fromBytes(bytes(random));
    return List.of(
        g,
        new Signature(g.yParity() ^ 1, g.r(), g.s()),
        new Signature(g.yParity() ^ 1, g.r(), Signature.ORDER.minus(g.s())),
        new Signature(g.yParity(), g.r(), Signature.ORDER.minus(g.s())),
        new Signature(g.yParity(), UInt256.ZERO, g.s()),
        new Signature(g.yParity(), g.r(), UInt256.ZERO),
        new Signature(g.yParity(), Signature.ORDER, g.s()),
        new Signature(g.yParity(), g.r(), Signature.ORDER),
        new Signature(g.yParity(), UInt256.MAX, g.s()),
        new Signature(g.yParity(), g.r(), UInt256.MAX),
        new Signature(g.yParity(), TOP, TOP),
        new Signature(g.yParity(), UInt256.of(1 + random.nextInt(50)), g.s()),
        new Signature(g.yParity(), g.r(), UInt256.ONE),
        new Signature(g.yParity(), any, g.s()),
        new Signature(g.yParity(), g.r(), any),
        new Signature(2, g.r(), g.s()),
        new Signature(255, g.r(), g.s()));
  }

  private static boolean compare(byte[] digest, Signature s, byte[] publicKey) {
    Optional<Bytes> one = NATIVE.recover(digest, s).map(Bytes::of);
    Optional<Bytes> other = JAVA.recover(digest, s).map(Bytes::of);
    assertThat(one).as("%s", s).isEqualTo(other);
    boolean valid = NATIVE.verify(digest, s, publicKey);
    assertThat(JAVA.verify(digest, s, publicKey)).as("%s", s).isEqualTo(valid);
    one.ifPresent(k -> {
      assertThat(NATIVE.verify(digest, s, k.toArray())).as("recovered: %s", s).isTrue();
      assertThat(JAVA.verify(digest, s, k.toArray())).as("recovered: %s", s).isTrue();
    });
    return one.isPresent();
  }

  /** r = x of a point with the digest chosen so that the recovered key is the point at infinity. */
  @Test
  void theKeyAtInfinityIsNoKey() {
    byte[] one = new byte[32];
    one[31] = 1;
    byte[] generator = JAVA.publicKey(one);
    UInt256 r = UInt256.fromBytes(generator, 0, 32);
    int parity = generator[63] & 1;
    // With R = G, s = 1 and digest = 1 the key is (s R - digest G) / r = infinity.
    Signature s = new Signature(parity, r, UInt256.ONE);
    for (Secp256k1 secp : BOTH) {
      assertThat(secp.recover(one, s)).isEmpty();
    }
  }

  @Test
  void keysOutOfRangeAreRefused() {
    for (Secp256k1 secp : BOTH) {
      for (byte[] key :
          List.of(new byte[32], Signature.ORDER.toBytes(), UInt256.MAX.toBytes(), new byte[31])) {
        assertThatThrownBy(() -> secp.publicKey(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> secp.sign(new byte[32], key))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(secp.publicKey(TOP.toBytes())).hasSize(64);
    }
  }

  @Test
  void pointsOffTheCurveVerifyNothing() {
    byte[] digest = new byte[32];
    byte[] key = new byte[32];
    key[31] = 7;
    Signature s = JAVA.sign(digest, key);
    byte[] off = JAVA.publicKey(key);
    off[63] ^= 1;
    for (Secp256k1 secp : BOTH) {
      assertThat(secp.verify(digest, s, off)).isFalse();
      assertThat(secp.verify(digest, s, new byte[64])).isFalse();
      byte[] high = new byte[64];
      Arrays.fill(high, (byte) 0xff);
      assertThat(secp.verify(digest, s, high)).isFalse();
    }
  }

  @Test
  void sixtyFiveBytesAreReadBack() {
    byte[] key = new byte[32];
    key[0] = 3;
    Signature s = JAVA.sign(new byte[32], key);
    assertThat(Signature.fromBytes65(s.toBytes65())).isEqualTo(s);
    assertThatThrownBy(() -> Signature.fromBytes65(new byte[65]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Signature.fromBytes65(new byte[64]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytes(SplittableRandom random) {
    byte[] out = new byte[32];
    random.nextBytes(out);
    return out;
  }
}
