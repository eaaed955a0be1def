package metro.da.batch;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.columns.ColumnFrame;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;
import metro.state.RollupId;

/**
 * Batches as blobs: one of metadata in the committee's namespace, then one for each rollup in the
 * rollup's, or one of all of them in the committee's.
 *
 * <p>A rollup's part is compressed with zstd. Only the decoder decides what a batch says: the
 * compressor's output may differ between its releases without harm, because hashes are taken before
 * compression. Members of one release write the same bytes.
 */
public final class BatchCodec {
  /** How hard the compressor tries: about as small as 19, many times as fast. */
  public static final int ZSTD_LEVEL = 9;

  private static final int QUICK_ZSTD_LEVEL = 1;

  /** A plain frame is written when it may be smaller than a quick one by this factor. */
  private static final int THOROUGH_GAIN = 2;

  private static final int BLOB_TAG = 0x61;
  private static final int VERSION = 2;
  private static final int MIN_FRAME_BYTES = 9;

  /** Bytes of a rollup's blob before the body. */
  static final int HEADER_SIZE = 2 + 3 * 8 + 1 + 4;

  /**
   * What a rollup's blob says before anything is decompressed.
   *
   * @param committee primary chain id
   * @param batch number of the batch
   * @param rollup whose part
   * @param encoding how the body is written
   * @param contentBytes size of the part
   * @param body the part
   */
  public record RollupBlob(
      long committee,
      long batch,
      RollupId rollup,
      PartEncoding encoding,
      int contentBytes,
      Bytes body) {}

  private BatchCodec() {}

  /**
   * The blobs of a batch, metadata first, in the layout that costs less.
   *
   * @param signer the DA account that pays, on every blob when present
   */
  public static List<Blob> blobs(Batch batch, Namespaces namespaces, Optional<Address> signer) {
    return PackedBatch.of(batch, namespaces, signer).blobs();
  }

  /** The part in the encoding that makes it smaller. */
  public static RollupBlob compress(RollupBatch part) {
    byte[] content = part.content();
    Optional<byte[]> columns = PartColumns.encode(part, content.length);
    if (columns.isPresent() && areClearlySmaller(columns.get(), content)) {
      return blob(part, PartEncoding.COLUMNS, content.length, columns.get());
    }
    byte[] plain = Zstd.compress(content, ZSTD_LEVEL);
    return columns
        .filter(c -> c.length < plain.length)
        .map(c -> blob(part, PartEncoding.COLUMNS, content.length, c))
        .orElseGet(() -> blob(part, PartEncoding.PLAIN, content.length, plain));
  }

  /**
   * Whether a plain frame cannot come near the columns. A quick one tells: apart from what no
   * compressor makes smaller, a thorough one is hardly ever half as large.
   */
  private static boolean areClearlySmaller(byte[] columns, byte[] content) {
    long tail = ColumnFrame.tailBytes(columns);
    long quick = Zstd.compress(content, QUICK_ZSTD_LEVEL).length;
    return THOROUGH_GAIN * (columns.length - tail) < quick - tail;
  }

  private static RollupBlob blob(
      RollupBatch part, PartEncoding encoding, int contentBytes, byte[] body) {
    return new RollupBlob(
        part.committee(), part.batch(), part.rollup(), encoding, contentBytes, Bytes.wrap(body));
  }

  /**
   * Tag 0x61, version, committee, batch, rollup, encoding (u8), content's size (u32), body to the
   * end.
   */
  public static Bytes encode(RollupBlob part) {
    return Bytes.wrap(
        new Encoder(64 + part.body().length())
            .u8(BLOB_TAG)
            .u8(VERSION)
            .u64(part.committee())
            .u64(part.batch())
            .u64(part.rollup().chainId())
            .u8(part.encoding().code())
            .u32(part.contentBytes())
            .raw(part.body().arrayForReading())
            .toBytes());
  }

  /** Whether bytes begin like a rollup's blob; cheap, for blobs of anybody. */
  public static boolean looksLike(Bytes blob) {
    return blob.length() > 2 && blob.at(0) == BLOB_TAG && blob.at(1) == VERSION;
  }

  /**
   * Reads the outside of {@link #encode}, without decompressing.
   *
   * @throws MalformedException naming the field
   */
  public static RollupBlob open(Bytes blob) {
    Decoder in =
        new Decoder(blob.arrayForReading())
            .tag(BLOB_TAG, "rollup blob")
            .tag(VERSION, "rollup blob version");
    long committee = in.u63("rollup blob committee");
    long batch = in.u63("rollup blob batch");
    long chainId = in.u63("rollup blob chain id");
    if (chainId < 1 || chainId > RollupId.MAX) {
      throw new MalformedException("rollup blob chain id " + chainId + " is out of range");
    }
    PartEncoding encoding = PartEncoding.of(in.u8("rollup blob encoding"));
    int size = in.count(BatchLimits.MAX_ROLLUP_BYTES, "rollup blob content size");
    Bytes body = Bytes.wrap(in.raw(in.remaining(), "rollup blob content"));
    return new RollupBlob(committee, batch, new RollupId(chainId), encoding, size, body);
  }

  /**
   * Decompresses and reads the inside.
   *
   * @throws MalformedException naming the field
   */
  public static RollupBatch decode(RollupBlob blob) {
    RollupBatch part =
        switch (blob.encoding()) {
          case PLAIN -> RollupBatch.decode(decompress(blob.body().arrayForReading(), blob));
          case COLUMNS -> PartColumns.decode(blob);
        };
    if (part.committee() != blob.committee()
        || part.batch() != blob.batch()
        || !part.rollup().equals(blob.rollup())) {
      throw new MalformedException("rollup blob contradicts its content");
    }
    return part;
  }

  private static byte[] decompress(byte[] frame, RollupBlob blob) {
    // The library reads the frame's first bytes without looking at its length.
    int size = blob.contentBytes();
    if (frame.length < MIN_FRAME_BYTES || Zstd.getFrameContentSize(frame) != size) {
      throw new MalformedException("rollup blob content size is not that of its zstd frame");
    }
    try {
      byte[] content = Zstd.decompress(frame, size);
      if (content.length != size) {
        throw new MalformedException("rollup blob content is cut off");
      }
      return content;
    } catch (ZstdException e) {
      throw new MalformedException("rollup blob content: " + e.getMessage());
    }
  }
}
