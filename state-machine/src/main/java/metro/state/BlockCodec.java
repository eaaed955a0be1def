package metro.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** Blocks as bytes, as members store them. Each block has exactly one encoding. */
public final class BlockCodec {
  private static final int TAG = 0x4b;

  /** Of an item without bundle, around its transaction. */
  private static final int ITEM_BYTES = 8 + Address.SIZE + 1 + 4;

  private static final int HEAD_BYTES = 8 + 8 + 8 + Hash.SIZE;

  private BlockCodec() {}

  /**
   * Tag 0x4b, the header; for each item its rollup, sender, 0 or 1 and the bundle, and the raw
   * bytes with their length; the number of heads (u32) and for each its rollup, number, transaction
   * count and hash.
   */
  public static byte[] encode(Block block) {
    Encoder out = new Encoder(encodedSize(block)).u8(TAG).raw(block.header().encode());
    for (Block.Item item : block.items()) {
      out.u64(item.rollup()).address(item.sender()).u8(item.bundle().isPresent() ? 1 : 0);
      item.bundle().ifPresent(out::hash);
      out.bytes(item.raw());
    }
    out.u32(block.heads().size());
    for (RollupHead head : block.heads()) {
      writeHead(out, head);
    }
    return out.toBytes();
  }

  private static int encodedSize(Block block) {
    int size = 1 + BlockHeader.SIZE + 4 + HEAD_BYTES * block.heads().size();
    for (Block.Item item : block.items()) {
      size += ITEM_BYTES + (item.bundle().isPresent() ? Hash.SIZE : 0) + item.raw().length();
    }
    return size;
  }

  /**
   * Reads {@link #encode}. The parts are not checked against each other.
   *
   * @throws MalformedException naming the field
   */
  public static Block decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "block");
    BlockHeader header = BlockHeader.decode(in.raw(BlockHeader.SIZE, "block header"));
    List<Block.Item> items = new ArrayList<>();
    for (int i = 0; i < header.itemCount(); i++) {
      items.add(readItem(in));
    }
    int headCount = in.count(header.itemCount(), "block head count");
    List<RollupHead> heads = new ArrayList<>();
    for (int i = 0; i < headCount; i++) {
      heads.add(readHead(in));
    }
    in.requireEnd("block");
    return new Block(header, items, heads);
  }

  private static Block.Item readItem(Decoder in) {
    long rollup = in.u63("item rollup");
    Address sender = in.address("item sender");
    Optional<Hash> bundle =
        in.flag("item bundle") ? Optional.of(in.hash("item bundle")) : Optional.empty();
    Bytes raw = in.bytes(Limits.MAX_TRANSACTION_BYTES, "item transaction");
    return new Block.Item(rollup, raw, sender, bundle);
  }

  static void writeHead(Encoder out, RollupHead head) {
    out.u64(head.rollup().chainId()).u64(head.number()).u64(head.txCount()).hash(head.hash());
  }

  static RollupHead readHead(Decoder in) {
    return new RollupHead(
        RollupId.decode(in, "head rollup"),
        in.u63("head number"),
        in.u63("head transaction count"),
        in.hash("head hash"));
  }
}
