package metro.soft.keystore;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import metro.ethereum.Bytes;
import metro.ethereum.Keccak;
import metro.soft.MemberKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes keystore version 3: a private key under AES-128-CTR with a key from a password
 * (scrypt or PBKDF2), and keccak256(second half of that key, ciphertext) as its check value.
 * Source: the Web3 Secret Storage Definition.
 */
public final class Keystore {
  /** Characters of the largest file that is read. */
  public static final int MAX_TEXT = 16_384;

  private static final int MAX_FIELD_BYTES = 128;
  private static final HexFormat HEX = HexFormat.of();
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Keystore() {}

  /** How hard it is to try passwords. */
  public enum Strength {
    /** scrypt n = 2^18, r = 8, p = 1: a quarter GiB and about a second, geth's standard. */
    STANDARD(1 << 18),
    /** scrypt n = 2^12, r = 8, p = 6: for tests and for keys whose password is random. */
    LIGHT(1 << 12);

    private final int n;

    Strength(int n) {
      this.n = n;
    }

    private Kdf kdf(SecureRandom random) {
      Bytes salt = randomBytes(random, 32);
      return this == STANDARD ? new Kdf.Scrypt(n, 8, 1, salt) : new Kdf.Scrypt(n, 8, 6, salt);
    }
  }

  /** The file for {@code key} under {@code password}: JSON text. */
  public static String encrypt(
      MemberKey key, String password, Strength strength, SecureRandom random) {
    Kdf kdf = strength.kdf(random);
    byte[] derived = kdf.derive(password);
    byte[] iv = randomBytes(random, 16).toArray();
    byte[] ciphertext = aesCtr(derived, iv, key.secretBytes());
    Map<String, Object> crypto = new LinkedHashMap<>();
    crypto.put("cipher", "aes-128-ctr");
    crypto.put("cipherparams", Map.of("iv", HEX.formatHex(iv)));
    crypto.put("ciphertext", HEX.formatHex(ciphertext));
    crypto.put("kdf", kdf.name());
    crypto.put("kdfparams", kdf.parameters());
    crypto.put("mac", HEX.formatHex(mac(derived, ciphertext)));
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("address", key.address().toString().substring(2));
    file.put("crypto", crypto);
    file.put("id", uuid(random).toString());
    file.put("version", 3);
    return JSON.writeValueAsString(file);
  }

  /**
   * The key in a file.
   *
   * @throws KeystoreException when the password is wrong or the text is no keystore version 3
   */
  public static MemberKey decrypt(String text, String password) throws KeystoreException {
    JsonNode file = parse(text);
    if (file.path("version").asInt(0) != 3) {
      throw new KeystoreException("version: only keystore version 3 is supported");
    }
    JsonNode crypto =
        file.path("crypto").isMissingNode() ? file.path("Crypto") : file.path("crypto");
    if (!text(crypto, "cipher").equals("aes-128-ctr")) {
      throw new KeystoreException("cipher: only aes-128-ctr is supported");
    }
    byte[] ciphertext = bytes(crypto, "ciphertext");
    byte[] iv = bytes(crypto.path("cipherparams"), "iv");
    if (ciphertext.length != MemberKey.SIZE || iv.length != 16) {
      throw new KeystoreException("ciphertext has 32 bytes and iv 16");
    }
    byte[] derived = kdf(crypto).derive(password);
    if (!MessageDigest.isEqual(mac(derived, ciphertext), bytes(crypto, "mac"))) {
      throw new KeystoreException("the password is wrong, or the file is damaged");
    }
    return key(aesCtr(derived, iv, ciphertext), file);
  }

  private static MemberKey key(byte[] secret, JsonNode file) throws KeystoreException {
    MemberKey key;
    try {
      key = MemberKey.of(secret);
    } catch (IllegalArgumentException e) {
      throw new KeystoreException("the file holds no valid key: " + e.getMessage());
    }
    String address = file.path("address").asString("");
    String own = key.address().toString().substring(2);
    if (!address.isEmpty() && !address.replaceFirst("^0x", "").equalsIgnoreCase(own)) {
      throw new KeystoreException("address says " + address + ", the key is of 0x" + own);
    }
    return key;
  }

  private static Kdf kdf(JsonNode crypto) throws KeystoreException {
    JsonNode parameters = crypto.path("kdfparams");
    if (number(parameters, "dklen") != Kdf.KEY_SIZE) {
      throw new KeystoreException("kdfparams.dklen is 32");
    }
    String name = text(crypto, "kdf");
    try {
      return switch (name) {
        case "scrypt" ->
            new Kdf.Scrypt(
                number(parameters, "n"),
                number(parameters, "r"),
                number(parameters, "p"),
                Bytes.wrap(bytes(parameters, "salt")));
        case "pbkdf2" -> {
          if (!text(parameters, "prf").equals("hmac-sha256")) {
            throw new KeystoreException("kdfparams.prf: only hmac-sha256 is supported");
          }
          yield new Kdf.Pbkdf2(number(parameters, "c"), Bytes.wrap(bytes(parameters, "salt")));
        }
        default -> throw new KeystoreException("kdf " + name + " is unknown");
      };
    } catch (IllegalArgumentException e) {
      throw new KeystoreException("kdfparams: " + e.getMessage());
    }
  }

  private static JsonNode parse(String text) throws KeystoreException {
    if (text.length() > MAX_TEXT) {
      throw new KeystoreException("a keystore has at most " + MAX_TEXT + " characters");
    }
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw new KeystoreException("this is no JSON: " + e.getOriginalMessage());
    }
  }

  private static String text(JsonNode node, String field) throws KeystoreException {
    JsonNode value = node.path(field);
    if (!value.isString()) {
      throw new KeystoreException(field + " is missing or no text");
    }
    return value.asString();
  }

  private static int number(JsonNode node, String field) throws KeystoreException {
    JsonNode value = node.path(field);
    if (!value.canConvertToInt()) {
      throw new KeystoreException("kdfparams." + field + " is missing or no 32-bit number");
    }
    return value.asInt();
  }

  private static byte[] bytes(JsonNode node, String field) throws KeystoreException {
    String hex = text(node, field);
    if (hex.length() > 2 * MAX_FIELD_BYTES) {
      throw new KeystoreException(field + " has more than " + MAX_FIELD_BYTES + " bytes");
    }
    try {
      return HEX.parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new KeystoreException(field + " is no hexadecimal text");
    }
  }

  private static byte[] mac(byte[] derived, byte[] ciphertext) {
    return Keccak.keccak256(Arrays.copyOfRange(derived, 16, 32), ciphertext);
  }

  private static byte[] aesCtr(byte[] derived, byte[] iv, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      SecretKeySpec key = new SecretKeySpec(derived, 0, 16, "AES");
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has AES-CTR", e);
    }
  }

  private static UUID uuid(SecureRandom random) {
    byte[] b = randomBytes(random, 16).toArray();
    long high = 0;
    long low = 0;
    for (int i = 0; i < 8; i++) {
      high = high << 8 | (b[i] & 0xff);
      low = low << 8 | (b[i + 8] & 0xff);
    }
    return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(3L << 62)) | (2L << 62));
  }

  private static Bytes randomBytes(SecureRandom random, int size) {
    byte[] out = new byte[size];
    random.nextBytes(out);
    return Bytes.wrap(out);
  }
}
