package metro.cli.dev;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * An account every Ethereum developer has in the wallet already, of the mnemonic "test test … junk"
 * that anvil and hardhat use. Its key is public: never for anything of value.
 *
 * @param address of the account
 * @param privateKey 32 bytes
 */
public record TestAccount(Address address, Bytes privateKey) {
  /** The public mnemonic. */
  public static final String MNEMONIC =
      "test test test test test test test test test test test junk";

  private static final BigInteger ORDER = new BigInteger(1, Signature.ORDER.toBytes());
  private static final int HARDENED = 0x8000_0000;

  /** A node of the key tree. */
  private record Node(Bytes key, Bytes chain) {}

  /** The first {@code count} accounts of path m/44'/60'/0'/0 (BIP-44 over BIP-32 and BIP-39). */
  public static List<TestAccount> first(int count) {
    Node parent = master();
    for (int index : new int[] {44 | HARDENED, 60 | HARDENED, HARDENED, 0}) {
      parent = child(parent, index);
    }
    Node node = parent;
    return IntStream.range(0, count).mapToObj(i -> account(child(node, i).key())).toList();
  }

  private static TestAccount account(Bytes key) {
    return new TestAccount(Address.ofPublicKey(publicKey(key)), key);
  }

  private static Node master() {
    PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SHA512Digest());
    pbkdf2.init(ascii(MNEMONIC), ascii("mnemonic"), 2048);
    byte[] seed = ((KeyParameter) pbkdf2.generateDerivedMacParameters(512)).getKey();
    return split(hmac(ascii("Bitcoin seed"), seed));
  }

  private static Node child(Node parent, int index) {
    ByteBuffer data = ByteBuffer.allocate(37);
    if (index < 0) {
      data.put((byte) 0).put(parent.key().arrayForReading());
    } else {
      byte[] point = publicKey(parent.key());
      data.put((byte) (2 + (point[63] & 1))).put(point, 0, 32);
    }
    Node tweak = split(hmac(parent.chain().arrayForReading(), data.putInt(index).array()));
    BigInteger key = number(tweak.key()).add(number(parent.key())).mod(ORDER);
    return new Node(Bytes.wrap(UInt256.of(key).toBytes()), tweak.chain());
  }

  private static byte[] publicKey(Bytes key) {
    return Secp256k1.fastest().publicKey(key.arrayForReading());
  }

  private static BigInteger number(Bytes bytes) {
    return new BigInteger(1, bytes.arrayForReading());
  }

  private static Node split(byte[] both) {
    return new Node(
        Bytes.wrap(Arrays.copyOf(both, 32)), Bytes.wrap(Arrays.copyOfRange(both, 32, 64)));
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(key, "HmacSHA512"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HMAC-SHA-512", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
