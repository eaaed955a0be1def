package metro.da.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.batch.BatchCodec.RollupBlob;
import metro.ethereum.Bytes;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;
import metro.state.RollupId;

/**
 * All parts of a batch in one blob: tag 0x64, version, committee, batch, number of parts (u32), for
 * each by ascending rollup its chain id, encoding (u8), size of content (u32), length of body
 * (u32); then the bodies. Whoever reads one rollup skips to its body.
 */
public final class DenseBlob {
  private static final int TAG = 0x64;
  private static final int VERSION = 1;
  private static final int HEADER_SIZE = 2 + 2 * 8 + 4;
  private static final int ENTRY_SIZE = 8 + 1 + 4 + 4;

  private DenseBlob() {}

  /** Bytes of a dense blob of {@code parts} bodies that have {@code bodyBytes} in all. */
  static long size(int parts, long bodyBytes) {
    return HEADER_SIZE + (long) parts * ENTRY_SIZE + bodyBytes;
  }

  /** Parts of one batch, at least one, by ascending rollup. */
  static Bytes encode(List<RollupBlob> parts) {
    int bodies = parts.stream().mapToInt(part -> part.body().length()).sum();
    Encoder out = new Encoder((int) size(parts.size(), bodies)).u8(TAG).u8(VERSION);
    RollupBlob first = parts.getFirst();
    out.u64(first.committee()).u64(first.batch()).u32(parts.size());
    for (RollupBlob part : parts) {
      out.u64(part.rollup().chainId()).u8(part.encoding().code());
      out.u32(part.contentBytes()).u32(part.body().length());
    }
    parts.forEach(part -> out.raw(part.body().arrayForReading()));
    return Bytes.wrap(out.toBytes());
  }

  /** Whether bytes begin like a dense blob; cheap, for blobs of anybody. */
  public static boolean looksLike(Bytes blob) {
    return blob.length() > 2 && blob.at(0) == TAG && blob.at(1) == VERSION;
  }

  /**
   * All parts, not decompressed.
   *
   * @throws MalformedException naming the field
   */
  static List<RollupBlob> open(Bytes blob) {
    return open(blob, Optional.empty());
  }

  /**
   * One rollup's part, not decompressed, if there is one.
   *
   * @throws MalformedException naming the field
   */
  public static Optional<RollupBlob> part(Bytes blob, RollupId rollup) {
    return open(blob, Optional.of(rollup)).stream().findFirst();
  }

  private static List<RollupBlob> open(Bytes blob, Optional<RollupId> wanted) {
    Decoder index =
        new Decoder(blob.arrayForReading())
            .tag(TAG, "dense blob")
            .tag(VERSION, "dense blob version");
    long committee = index.u63("dense blob committee");
    long batch = index.u63("dense blob batch");
    int count = index.count(BatchLimits.MAX_ROLLUPS, "dense blob part count");
    List<RollupBlob> out = new ArrayList<>();
    long at = size(count, 0);
    long before = 0;
    for (int i = 0; i < count; i++) {
      long chainId = index.u63("dense blob chain id");
      if (chainId <= before || chainId > RollupId.MAX) {
        throw new MalformedException(
            "dense blob chain id " + chainId + " is out of order or range");
      }
      before = chainId;
      PartEncoding encoding = PartEncoding.of(index.u8("dense blob encoding"));
      int size = index.count(BatchLimits.MAX_ROLLUP_BYTES, "dense blob content size");
      int length = index.count(blob.length(), "dense blob body length");
      if (at + length > blob.length()) {
        throw new MalformedException("dense blob body of rollup " + chainId + " is cut off");
      }
      RollupId rollup = new RollupId(chainId);
      if (wanted.isEmpty() || wanted.get().equals(rollup)) {
        Bytes body = slice(blob, (int) at, length);
        out.add(new RollupBlob(committee, batch, rollup, encoding, size, body));
      }
      at += length;
    }
    if (at != blob.length()) {
      throw new MalformedException("dense blob is longer than its parts");
    }
    return out;
  }

  private static Bytes slice(Bytes blob, int from, int length) {
    byte[] out = new byte[length];
    System.arraycopy(blob.arrayForReading(), from, out, 0, length);
    return Bytes.wrap(out);
  }
}
