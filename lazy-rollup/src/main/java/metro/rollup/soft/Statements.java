package metro.rollup.soft;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.BlockHeader;
import metro.state.Decoder;
import metro.state.Limits;
import metro.state.MalformedException;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;
import metro.wire.FollowBlock;
import metro.wire.ProvenHead;

/** Turns a member's messages into values; throws {@link MalformedException} naming the field. */
final class Statements {
  private Statements() {}

  /** A head and the way from it to a header's rollups root, not checked. */
  record Claim(RollupHead head, MerklePath path) {}

  static RollupBlock block(RollupId rollup, FollowBlock message) {
    int count = message.getTransactionsCount();
    if (count == 0 || count > Limits.MAX_BLOCK_ITEMS) {
      throw new MalformedException("block has " + count + " transactions");
    }
    List<Bytes> transactions = new ArrayList<>(count);
    for (ByteString raw : message.getTransactionsList()) {
      if (raw.size() > Limits.MAX_TRANSACTION_BYTES) {
        throw new MalformedException("transaction has " + raw.size() + " bytes");
      }
      transactions.add(Bytes.wrap(raw.toByteArray()));
    }
    return new RollupBlock(
        rollup,
        positive(message.getNumber(), "block number"),
        positive(message.getHeight(), "block height"),
        positive(message.getTimeMs(), "block time"),
        transactions);
  }

  static Claim claim(RollupId rollup, ProvenHead message) {
    Decoder in = new Decoder(message.getPath().toByteArray());
    MerklePath path = MerklePath.decode(in);
    in.requireEnd("Merkle path");
    if (message.getHash().size() != Hash.SIZE) {
      throw new MalformedException("head hash has " + message.getHash().size() + " bytes");
    }
    RollupHead head =
        new RollupHead(
            rollup,
            positive(message.getNumber(), "head number"),
            positive(message.getTxCount(), "head transaction count"),
            Hash.of(message.getHash().toByteArray()));
    return new Claim(head, path);
  }

  static BlockHeader header(ByteString bytes) {
    return BlockHeader.decode(bytes.toByteArray());
  }

  private static long positive(long value, String field) {
    if (value < 0) {
      throw new MalformedException(field + " is 2^63 or more");
    }
    return value;
  }
}
