package metro.evm.precompile;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;

/** 0x100: a signature of the curve P-256 (EIP-7951), checked by the JDK. */
record P256Verify() implements Precompile {
  private static final int INPUT_BYTES = 160;
  private static final ECParameterSpec CURVE = curve();
  private static final BigInteger P = ((ECFieldFp) CURVE.getCurve().getField()).getP();

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has secp256r1", e);
    }
  }

  @Override
  public long gas(byte[] input) {
    return 6900;
  }

  @Override
  public Optional<byte[]> run(byte[] input) {
    boolean valid = input.length == INPUT_BYTES && inRange(input) && verify(input);
    return Optional.of(valid ? Input.bool(true) : Input.NONE);
  }

  private static boolean inRange(byte[] input) {
    BigInteger r = Input.number(input, 32, 32);
    BigInteger s = Input.number(input, 64, 32);
    return r.signum() > 0
        && s.signum() > 0
        && r.max(s).compareTo(CURVE.getOrder()) < 0
        && isOnCurve(Input.number(input, 96, 32), Input.number(input, 128, 32));
  }

  /** The point at infinity, written (0, 0), is not on the curve either. */
  private static boolean isOnCurve(BigInteger x, BigInteger y) {
    if (x.max(y).compareTo(P) >= 0) {
      return false;
    }
    BigInteger right =
        x.pow(3).add(CURVE.getCurve().getA().multiply(x)).add(CURVE.getCurve().getB());
    return y.multiply(y).subtract(right).mod(P).signum() == 0;
  }

  private static boolean verify(byte[] input) {
    try {
      Signature verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
      verifier.initVerify(key(Input.number(input, 96, 32), Input.number(input, 128, 32)));
      verifier.update(input, 0, 32);
      return verifier.verify(Arrays.copyOfRange(input, 32, 96));
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK refuses a point of secp256r1", e);
    }
  }

  private static PublicKey key(BigInteger x, BigInteger y) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE));
  }
}
