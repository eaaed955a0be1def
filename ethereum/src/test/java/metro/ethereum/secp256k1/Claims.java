package metro.ethereum.secp256k1;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;

/** Signatures of seeded senders over seeded digests. */
final class Claims {
  private static final Secp256k1 SECP = Secp256k1.fastest();

  private final SplittableRandom random;
  private final List<byte[]> privateKeys = new ArrayList<>();
  private final List<Bytes> publicKeys = new ArrayList<>();

  Claims(long seed, int senders) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < senders; i++) {
      byte[] key = bytes();
      privateKeys.add(key);
      publicKeys.add(Bytes.wrap(SECP.publicKey(key)));
    }
  }

  /** A true claim of a sender picked at random. */
  SignatureClaim next() {
    return of(random.nextInt(privateKeys.size()));
  }

  SignatureClaim of(int sender) {
    byte[] digest = bytes();
    Signature signature = SECP.sign(digest, privateKeys.get(sender));
    return new SignatureClaim(Hash.of(digest), signature, publicKeys.get(sender));
  }

  /** That many true claims. */
  List<SignatureClaim> list(int count) {
    List<SignatureClaim> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      out.add(of(i % privateKeys.size()));
    }
    return out;
  }

  Bytes publicKey(int sender) {
    return publicKeys.get(sender);
  }

  byte[] privateKey(int sender) {
    return privateKeys.get(sender);
  }

  private byte[] bytes() {
    byte[] out = new byte[32];
    random.nextBytes(out);
    return out;
  }
}
