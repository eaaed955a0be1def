package metro.state;

import metro.ethereum.Hash;

/**
 * What members sign for one height.
 *
 * @param committee primary chain id
 * @param epoch the committee epoch whose members sign this header
 * @param height from 1 without a gap; 0 is the genesis header
 * @param parent hash of the header before
 * @param timeMs leader time, milliseconds since 1970; never goes back
 * @param firstSeq global sequence number of the first item (what the next item would get when
 *     empty)
 * @param itemCount items in the block
 * @param itemsRoot RFC 6962 root over the items
 * @param rollupsRoot RFC 6962 root over all rollups' heads in registry order, after this block
 * @param stateHash the chained hash of all change sets up to and including this block
 * @param nextCommitteeHash hash of the committee of epoch + 1 (of this epoch's when none is set)
 * @param extRoot reserved for extensions, 32 zero bytes
 * @param postedBatch newest batch known to be on the DA layer
 */
public record BlockHeader(
    long committee,
    long epoch,
    long height,
    Hash parent,
    long timeMs,
    long firstSeq,
    int itemCount,
    Hash itemsRoot,
    Hash rollupsRoot,
    Hash stateHash,
    Hash nextCommitteeHash,
    Hash extRoot,
    long postedBatch) {
  /** Version of these bytes. */
  public static final int VERSION = 1;

  /** Encoded size in bytes. */
  public static final int SIZE = 2 + 3 * 8 + 32 + 8 + 8 + 4 + 5 * 32 + 8;

  private static final int TAG = 0x48;

  /** Tag 0x48, version, then the fields in the record's order. */
  public byte[] encode() {
    return new Encoder(SIZE)
        .u8(TAG)
        .u8(VERSION)
        .u64(committee)
        .u64(epoch)
        .u64(height)
        .hash(parent)
        .u64(timeMs)
        .u64(firstSeq)
        .u32(itemCount)
        .hash(itemsRoot)
        .hash(rollupsRoot)
        .hash(stateHash)
        .hash(nextCommitteeHash)
        .hash(extRoot)
        .u64(postedBatch)
        .toBytes();
  }

  /**
   * Reads {@link #encode()}.
   *
   * @throws MalformedException naming the field
   */
  public static BlockHeader decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "header").tag(VERSION, "header version");
    BlockHeader header =
        new BlockHeader(
            in.u63("header committee"),
            in.u63("header epoch"),
            in.u63("header height"),
            in.hash("header parent"),
            in.u63("header time"),
            in.u63("header first sequence"),
            in.count(Limits.MAX_BLOCK_ITEMS, "header item count"),
            in.hash("header items root"),
            in.hash("header rollups root"),
            in.hash("header state hash"),
            in.hash("header next committee"),
            in.hash("header extension root"),
            in.u63("header posted batch"));
    in.requireEnd("header");
    return header;
  }

  /** SHA-256 of {@link #encode()}. */
  public Hash hash() {
    return Sha256.hash(encode());
  }
}
