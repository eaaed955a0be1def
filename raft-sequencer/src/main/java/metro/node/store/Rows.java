package metro.node.store;

import java.nio.charset.StandardCharsets;
import metro.ethereum.Hash;
import metro.state.BlockHeader;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Position;
import metro.state.RollupHead;
import metro.state.RollupId;

/** Keys and values of the store's own tables as bytes. Not consensus bytes. */
final class Rows {
  static final byte[] POSITION_KEY = "position".getBytes(StandardCharsets.US_ASCII);
  static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);

  private Rows() {}

  static byte[] number(long value) {
    return new Encoder(8).u64(value).toBytes();
  }

  static long number(byte[] bytes) {
    return new Decoder(bytes).u64("number");
  }

  static byte[] rollupKey(RollupId rollup, long number) {
    return new Encoder(16).u64(rollup.chainId()).u64(number).toBytes();
  }

  /** Whether a key made by {@link #rollupKey} is of this rollup. */
  static boolean isOfRollup(byte[] key, RollupId rollup) {
    return new Decoder(key).u64("rollup") == rollup.chainId();
  }

  /** A header with how many rollups its rollups root covers. */
  record HeaderRow(BlockHeader header, int rollupCount) {
    byte[] encode() {
      return new Encoder(BlockHeader.SIZE + 4).raw(header.encode()).u32(rollupCount).toBytes();
    }

    static HeaderRow decode(byte[] bytes) {
      Decoder in = new Decoder(bytes);
      BlockHeader header = BlockHeader.decode(in.raw(BlockHeader.SIZE, "stored header"));
      return new HeaderRow(header, in.u32("stored rollup count"));
    }
  }

  static byte[] position(Position p) {
    return new Encoder(36)
        .u64(p.height())
        .u64(p.seq())
        .u64(p.rollup())
        .u64(p.rollupNumber())
        .u32(p.rollupIndex())
        .toBytes();
  }

  static Position position(byte[] bytes) {
    Decoder in = new Decoder(bytes);
    return new Position(
        in.u63("position height"),
        in.u63("position sequence"),
        in.u63("position rollup"),
        in.u63("position number"),
        in.u32("position index"));
  }

  static byte[] head(RollupHead head) {
    return new Encoder(48).u64(head.number()).u64(head.txCount()).hash(head.hash()).toBytes();
  }

  static RollupHead head(RollupId rollup, byte[] bytes) {
    Decoder in = new Decoder(bytes);
    long number = in.u63("head number");
    long txCount = in.u63("head transaction count");
    Hash hash = in.hash("head hash");
    return new RollupHead(rollup, number, txCount, hash);
  }
}
