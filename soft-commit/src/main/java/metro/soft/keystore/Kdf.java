package metro.soft.keystore;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import metro.ethereum.Bytes;
import metro.ethereum.Hex;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;

/** How a keystore makes a key from a password. */
sealed interface Kdf {
  /** Bytes derived: 16 for the cipher, 16 for the check value. */
  int KEY_SIZE = 32;

  /** The derived bytes. */
  byte[] derive(String password);

  /** Name in the file. */
  String name();

  /** Parameters in the file. */
  Map<String, Object> parameters();

  /** RFC 7914 with cost {@code n}, block size {@code r}, parallelism {@code p}. */
  record Scrypt(int n, int r, int p, Bytes salt) implements Kdf {
    /** A file asking for more memory (128 * n * r bytes) than this is refused. */
    static final long MAX_MEMORY_BYTES = 512L << 20;

    /** A file asking for more parallel runs than this is refused. */
    static final int MAX_PARALLELISM = 64;

    private static final int MAX_STANDARD_N_FOR_R1 = 1 << 16;

    public Scrypt {
      if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1) {
        throw new IllegalArgumentException("n is a power of two above 1, r and p are above 0");
      }
      if (128L * n * r > MAX_MEMORY_BYTES || p > MAX_PARALLELISM) {
        throw new IllegalArgumentException(
            "n=%d, r=%d, p=%d needs more memory or time than is allowed".formatted(n, r, p));
      }
    }

    @Override
    public byte[] derive(String password) {
      return r == 1 && n >= MAX_STANDARD_N_FOR_R1
          ? LongScrypt.derive(utf8(password), salt.toArray(), n, p, KEY_SIZE)
          : SCrypt.generate(utf8(password), salt.toArray(), n, r, p, KEY_SIZE);
    }

    @Override
    public String name() {
      return "scrypt";
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of("dklen", KEY_SIZE, "n", n, "r", r, "p", p, "salt", hex(salt));
    }
  }

  /** RFC 8018 PBKDF2 with HMAC-SHA-256 and {@code c} rounds. */
  record Pbkdf2(int c, Bytes salt) implements Kdf {
    /** A file asking for more rounds than this is refused. */
    static final int MAX_ROUNDS = 10_000_000;

    public Pbkdf2 {
      if (c < 1 || c > MAX_ROUNDS) {
        throw new IllegalArgumentException("c is 1 to " + MAX_ROUNDS + ", not " + c);
      }
    }

    @Override
    public byte[] derive(String password) {
      PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
      generator.init(utf8(password), salt.toArray(), c);
      return ((KeyParameter) generator.generateDerivedMacParameters(KEY_SIZE * 8)).getKey();
    }

    @Override
    public String name() {
      return "pbkdf2";
    }

    @Override
    public Map<String, Object> parameters() {
      return Map.of("dklen", KEY_SIZE, "c", c, "prf", "hmac-sha256", "salt", hex(salt));
    }
  }

  private static byte[] utf8(String password) {
    return password.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(Bytes bytes) {
    return Hex.encode(bytes.toArray()).substring(2);
  }
}
