package metro.state;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;

/**
 * The checks a member makes beside the ordering path before it signs a block: that each item was
 * signed by the sender it was charged to. Pure and safe for use by many threads.
 *
 * <p>Senders are recovered rather than verified against their known keys: verification ignores the
 * signature's parity, and a transaction with a turned parity has another sender.
 */
public final class BlockVerifier {
  private final Secp256k1 secp256k1;

  /** A verifier using {@code secp256k1}. */
  public BlockVerifier(Secp256k1 secp256k1) {
    this.secp256k1 = secp256k1;
  }

  /** The first item of {@code block} whose sender did not sign it; empty when there is none. */
  public OptionalInt firstForged(Block block) {
    return firstForged(block.items(), 0, block.items().size());
  }

  /** {@link #firstForged(Block)} for the items from {@code from} to before {@code to}. */
  public OptionalInt firstForged(List<Block.Item> items, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isSigned(items.get(i))) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Whether the item's sender signed it. */
  public boolean isSigned(Block.Item item) {
    return switch (item.transaction().admission()) {
      case Admission.Refused _ -> false;
      case Admission.Admitted a -> sender(a).filter(item.sender()::equals).isPresent();
    };
  }

  /** Who signed a transaction; empty when its signature leads to no key. */
  public Optional<Address> sender(Admission.Admitted item) {
    return publicKey(item).map(Address::ofPublicKey);
  }

  /** The 64-byte key that signed a transaction; empty when its signature leads to none. */
  public Optional<byte[]> publicKey(Admission.Admitted item) {
    return secp256k1.recover(
        item.transaction().signingHash().bytes(), item.transaction().signature());
  }

  /** The RFC 6962 root over items of which the first has sequence number {@code firstSeq}. */
  public static Hash itemsRoot(long firstSeq, List<Block.Item> items) {
    MerkleRoot root = new MerkleRoot(items.size());
    Encoder leaf = new Encoder(512);
    long seq = firstSeq;
    for (Block.Item item : items) {
      item.writeLeaf(leaf, seq++);
      root.add(leaf);
    }
    return root.root();
  }
}
