package metro.node.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.ethereum.secp256k1.BatchVerifier;
import metro.ethereum.secp256k1.SignatureClaim;
import metro.node.signature.KnownKeys;
import metro.state.Admission;
import metro.state.Block;
import metro.state.BlockVerifier;

/**
 * Whether items were signed by the senders they were charged to: together where the sender's key is
 * known, by recovery where it is not. Parity counts in both: a transaction with a turned parity has
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

  /** The first item from {@code from} to before {@code to} that its sender did not sign. */
  OptionalInt firstForged(List<Block.Item> items, int from, int to) {
    List<SignatureClaim> claims = new ArrayList<>(to - from);
    List<Integer> positions = new ArrayList<>(to - from);
    int end = to;
    for (int i = from; i < end; i++) {
      Block.Item item = items.get(i);
      switch (Admission.of(item.raw())) {
        case Admission.Refused _ -> end = i;
        case Admission.Admitted a -> {
          Optional<Bytes> key = keys.find(item.sender());
          if (key.isPresent()) {
            claims.add(
                new SignatureClaim(
                    a.transaction().signingHash(), a.transaction().signature(), key.get()));
            positions.add(i);
          } else if (!isSigned(a, item)) {
            end = i;
          }
        }
      }
    }
    int wrong = batch.falseOnes(claims).nextSetBit(0);
    if (wrong >= 0) {
      return OptionalInt.of(positions.get(wrong));
    }
    return end < to ? OptionalInt.of(end) : OptionalInt.empty();
  }

  private boolean isSigned(Admission.Admitted admitted, Block.Item item) {
    return single
        .publicKey(admitted)
        .map(key -> keys.learn(Bytes.wrap(key)))
        .filter(item.sender()::equals)
        .isPresent();
  }
}
