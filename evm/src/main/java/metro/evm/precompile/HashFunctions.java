package metro.evm.precompile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/** 0x02, 0x03 and 0x04: SHA-256, RIPEMD-160 and a copy. */
final class HashFunctions {
  private HashFunctions() {}

  static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** 0x02. */
  record Sha256() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 60 + 12 * Input.words(input.length);
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return Optional.of(sha256(input));
    }
  }

  /** 0x03; the digest is in the low twenty bytes of a word. */
  record Ripemd160() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 600 + 120 * Input.words(input.length);
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      RIPEMD160Digest digest = new RIPEMD160Digest();
      digest.update(input, 0, input.length);
      byte[] out = new byte[32];
      digest.doFinal(out, 12);
      return Optional.of(out);
    }
  }

  /** 0x04. */
  record Identity() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 15 + 3 * Input.words(input.length);
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return Optional.of(input);
    }
  }
}
