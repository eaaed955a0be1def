package metro.ethereum;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** secp256k1 in plain Java (SEC 1, sections 4.1.3, 4.1.4 and 4.1.6). */
public final class BouncyCastleSecp256k1 implements Secp256k1 {
  private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN =
      new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());
  private static final BigInteger ORDER = CURVE.getN();

  /** Creates one; it holds no state. */
  public BouncyCastleSecp256k1() {}

  /** The same signature with s in the lower half; the parity turns with s. */
  static Signature lowS(Signature signature) {
    return signature.s().compareTo(Signature.HALF_ORDER) <= 0
        ? signature
        : new Signature(
            signature.yParity() ^ 1, signature.r(), Signature.ORDER.minus(signature.s()));
  }

  @Override
  public Optional<byte[]> recover(byte[] digest, Signature signature) {
    if (!signature.isInRange()) {
      return Optional.empty();
    }
    BigInteger r = signature.r().toBigInteger();
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + signature.yParity());
    System.arraycopy(signature.r().toBytes(), 0, compressed, 1, 32);
    ECPoint point;
    try {
      point = CURVE.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    BigInteger inverse = r.modInverse(ORDER);
    BigInteger u1 = inverse.multiply(new BigInteger(1, digest)).negate().mod(ORDER);
    BigInteger u2 = inverse.multiply(signature.s().toBigInteger()).mod(ORDER);
    ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, point, u2);
    return key.isInfinity() ? Optional.empty() : Optional.of(bytes(key));
  }

  @Override
  public boolean verify(byte[] digest, Signature signature, byte[] publicKey) {
    if (!signature.isInRange()) {
      return false;
    }
    byte[] prefixed = new byte[65];
    prefixed[0] = 4;
    System.arraycopy(publicKey, 0, prefixed, 1, 64);
    ECPoint point;
    try {
      point = CURVE.getCurve().decodePoint(prefixed);
    } catch (IllegalArgumentException e) {
      return false;
    }
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, new ECPublicKeyParameters(point, DOMAIN));
    return signer.verifySignature(
        digest, signature.r().toBigInteger(), signature.s().toBigInteger());
  }

  @Override
  public Signature sign(byte[] digest, byte[] privateKey) {
    byte[] expected = publicKey(privateKey);
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, privateKey), DOMAIN));
    BigInteger[] rs = signer.generateSignature(digest);
    for (int parity = 0; parity < 2; parity++) {
      Signature candidate = lowS(new Signature(parity, UInt256.of(rs[0]), UInt256.of(rs[1])));
      if (recover(digest, candidate).filter(k -> Arrays.equals(k, expected)).isPresent()) {
        return candidate;
      }
    }
    throw new IllegalStateException("a fresh signature recovers to no key");
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    BigInteger d = new BigInteger(1, privateKey);
    if (privateKey.length != 32 || d.signum() == 0 || d.compareTo(ORDER) >= 0) {
      throw new IllegalArgumentException("a private key is 32 bytes, above 0 and below the order");
    }
    return bytes(new FixedPointCombMultiplier().multiply(CURVE.getG(), d));
  }

  private static byte[] bytes(ECPoint point) {
    return Arrays.copyOfRange(point.normalize().getEncoded(false), 1, 65);
  }
}
