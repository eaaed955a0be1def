package metro.node.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.ethereum.secp256k1.BatchVerifier;
import metro.ethereum.secp256k1.SignatureClaim;
import metro.node.signature.KnownKeys;
import metro.state.Admission.Admitted;
import metro.state.Block;
import metro.state.BlockVerifier;
import metro.state.ProposedSender.FirstSeen;

/**
 * Whether items were signed by the senders they were charged to. What this member has checked at
 * the door is known; the others are checked together where the sender's key is known, and by
 * recovery where it is not. Parity counts in all three: a transaction with a turned parity has
 * another sender. Safe for all threads.
 */
final class ItemCheck {
  private final BlockVerifier single;
  private final BatchVerifier batch;
  private final KnownKeys keys;

  ItemCheck(Secp256k1 secp256k1, KnownKeys keys) {
    this.single = new BlockVerifier(secp256k1);
    this.batch = new BatchVerifier(secp256k1);
    this.keys = keys;
  }

  /** What is left to check together, with the items' places. */
  private record Open(List<SignatureClaim> claims, List<Integer> places) {
    void add(Admitted item, Bytes key, int place) {
      claims.add(
          new SignatureClaim(
              item.transaction().signingHash(), item.transaction().signature(), key));
      places.add(place);
    }
  }

  /** The first item from {@code from} to before {@code to} that its sender did not sign. */
  OptionalInt firstForged(List<Block.Item> items, int from, int to) {
    Open open = new Open(new ArrayList<>(to - from), new ArrayList<>(to - from));
    int end = from;
    while (end < to && mayBeSigned(items.get(end), end, open)) {
      end++;
    }
    int wrong = batch.falseOnes(open.claims()).nextSetBit(0);
    if (wrong >= 0) {
      return OptionalInt.of(open.places().get(wrong));
    }
    return end < to ? OptionalInt.of(end) : OptionalInt.empty();
  }

  /** False when it is known not to be; what only a signature can tell goes into {@code open}. */
  private boolean mayBeSigned(Block.Item item, int place, Open open) {
    if (!(item.transaction().admission() instanceof Admitted admitted)) {
      return false;
    }
    Optional<FirstSeen> signer = keys.signerOf(admitted.id());
    if (signer.isPresent()) {
      return signer.get().address().equals(item.sender());
    }
    Optional<Bytes> key = keys.find(item.sender());
    key.ifPresent(k -> open.add(admitted, k, place));
    return key.isPresent() || recover(admitted).filter(item.sender()::equals).isPresent();
  }

  private Optional<Address> recover(Admitted admitted) {
    return single.publicKey(admitted).map(key -> keys.learn(Bytes.wrap(key)));
  }
}
