package metro.state;

import metro.ethereum.Hash;

/**
 * A rollup's head and the way from it to the rollups root of one header: with that header's
 * certificate it proves that the rollup's chain ended there.
 *
 * @param head the rollup's newest head in that header
 * @param path from its leaf upwards
 */
public record HeadPath(RollupHead head, MerklePath path) {
  private static final int TAG = 0x57;

  /** Whether the path leads to {@code rollupsRoot}. */
  public boolean leadsTo(Hash rollupsRoot) {
    return path.root(head.leaf()).filter(rollupsRoot::equals).isPresent();
  }

  /** Tag 0x57, rollup, number, transaction count, hash, then the path. */
  public byte[] encode() {
    Encoder out = new Encoder(512).u8(TAG);
    BlockCodec.writeHead(out, head);
    path.encode(out);
    return out.toBytes();
  }

  /**
   * Reads {@link #encode}.
   *
   * @throws MalformedException naming the field
   */
  public static HeadPath decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "head path");
    HeadPath out = new HeadPath(BlockCodec.readHead(in), MerklePath.decode(in));
    in.requireEnd("head path");
    return out;
  }
}
