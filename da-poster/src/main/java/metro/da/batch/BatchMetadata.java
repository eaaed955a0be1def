package metro.da.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.soft.Certificate;
import metro.soft.CertificateVerifier;
import metro.soft.Verdict;
import metro.state.BlockHeader;
import metro.state.Committee;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;
import metro.state.RollupId;
import metro.state.Sha256;

/**
 * What a batch is, apart from the transactions: covers heights above {@code fromHeight} up to the
 * header's.
 *
 * <p>The batch's hash leaves out the certificate and the compressed form of the transactions, so
 * that members with other signatures at hand or another release of the compressor agree on it.
 *
 * @param batch its number, from 1 without a gap
 * @param previousBatchHash of the batch before, 32 zero bytes before the first
 * @param fromHeight last height of the batch before
 * @param header of the batch's last height
 * @param entries rollups with transactions in these heights, by ascending chain id
 * @param trailing headers after {@code header} up to the certified one, often none
 * @param certificate of {@code header} or of the last trailing one
 */
public record BatchMetadata(
    long batch,
    Hash previousBatchHash,
    long fromHeight,
    BlockHeader header,
    List<Entry> entries,
    List<BlockHeader> trailing,
    Certificate certificate) {
  private static final int BLOB_TAG = 0x60;
  private static final int BLOB_VERSION = 2;
  private static final int CONTENT_TAG = 0x62;
  private static final int VERSION = 1;
  private static final int ENTRY_SIZE = 3 * 8 + 32;
  private static final int FIXED_SIZE = 2 + 2 * 8 + 32 + 8 + BlockHeader.SIZE + 4;

  /**
   * One rollup's part.
   *
   * @param rollup whose
   * @param firstNumber of its blocks here
   * @param lastNumber of its blocks here
   * @param contentHash of {@link RollupBatch#content()}
   */
  public record Entry(RollupId rollup, long firstNumber, long lastNumber, Hash contentHash) {}

  public BatchMetadata {
    entries = List.copyOf(entries);
    trailing = List.copyOf(trailing);
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i - 1).rollup().compareTo(entries.get(i).rollup()) >= 0) {
        throw new IllegalArgumentException("batch entries are in ascending order of chain ids");
      }
    }
  }

  /** Primary chain id. */
  public long committee() {
    return header.committee();
  }

  /** The batch's last height. */
  public long toHeight() {
    return header.height();
  }

  /** The rollup's part, if it has one. */
  public Optional<Entry> entry(RollupId rollup) {
    return entries.stream().filter(entry -> entry.rollup().equals(rollup)).findFirst();
  }

  /** SHA-256 of {@link #content()}. */
  public Hash batchHash() {
    return Sha256.hash(content());
  }

  /**
   * Tag 0x62, version, committee, batch, previous batch's hash, from, header, number of entries
   * (u32), for each rollup, first, last, content hash.
   */
  public byte[] content() {
    Encoder out = new Encoder(FIXED_SIZE + ENTRY_SIZE * entries.size());
    out.u8(CONTENT_TAG).u8(VERSION).u64(committee()).u64(batch).hash(previousBatchHash);
    out.u64(fromHeight).raw(header.encode()).u32(entries.size());
    for (Entry e : entries) {
      out.u64(e.rollup().chainId()).u64(e.firstNumber()).u64(e.lastNumber());
      out.hash(e.contentHash());
    }
    return out.toBytes();
  }

  /**
   * Tag 0x60, version, layout (u8), the content as bytes, number of trailing headers, these,
   * certificate.
   *
   * @param layout where the parts stand
   */
  public byte[] encode(Layout layout) {
    Encoder out = new Encoder(2 * 1024).u8(BLOB_TAG).u8(BLOB_VERSION).u8(layout.code());
    out.bytes(Bytes.wrap(content()));
    out.u32(trailing.size());
    trailing.forEach(h -> out.raw(h.encode()));
    return out.bytes(Bytes.wrap(certificate.encode())).toBytes();
  }

  /** Whether bytes begin like a metadata blob; cheap, for blobs of anybody. */
  public static boolean looksLike(Bytes blob) {
    return blob.length() > 2 && blob.at(0) == BLOB_TAG && blob.at(1) == BLOB_VERSION;
  }

  /**
   * Where the parts of the batch stand whose metadata blob this is.
   *
   * @throws MalformedException when it is no such blob
   */
  public static Layout layout(Bytes blob) {
    return Layout.of(open(blob).u8("batch layout"));
  }

  private static Decoder open(Bytes blob) {
    return new Decoder(blob.arrayForReading())
        .tag(BLOB_TAG, "batch metadata")
        .tag(BLOB_VERSION, "batch metadata version");
  }

  /**
   * Reads {@link #encode}. Says nothing about whether it is true: see {@link #problem}.
   *
   * @throws MalformedException naming the field
   */
  public static BatchMetadata decode(Bytes blob) {
    Decoder in = open(blob);
    Layout.of(in.u8("batch layout"));
    int maxContent = FIXED_SIZE + ENTRY_SIZE * BatchLimits.MAX_ROLLUPS;
    Decoder content = new Decoder(in.bytes(maxContent, "batch content").toArray());
    int count = in.count(BatchLimits.MAX_TRAILING_HEADERS, "trailing header count");
    List<BlockHeader> trailing = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      trailing.add(BlockHeader.decode(in.raw(BlockHeader.SIZE, "trailing header")));
    }
    Certificate certificate =
        Certificate.decode(in.bytes(Certificate.MAX_SIZE, "batch certificate").toArray());
    in.requireEnd("batch metadata");
    return decodeContent(content, trailing, certificate);
  }

  private static BatchMetadata decodeContent(
      Decoder in, List<BlockHeader> trailing, Certificate certificate) {
    in.tag(CONTENT_TAG, "batch content").tag(VERSION, "batch content version");
    long committee = in.u63("batch committee");
    long batch = in.u63("batch number");
    Hash previous = in.hash("previous batch hash");
    long from = in.u63("batch from height");
    BlockHeader header = BlockHeader.decode(in.raw(BlockHeader.SIZE, "batch header"));
    int count = in.count(BatchLimits.MAX_ROLLUPS, "batch entry count");
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(readEntry(in));
    }
    in.requireEnd("batch content");
    if (header.committee() != committee || header.height() <= from || batch < 1) {
      throw new MalformedException("batch content contradicts its header");
    }
    try {
      return new BatchMetadata(batch, previous, from, header, entries, trailing, certificate);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()));
    }
  }

  private static Entry readEntry(Decoder in) {
    long chainId = in.u63("batch entry chain id");
    if (chainId < 1 || chainId > RollupId.MAX) {
      throw new MalformedException("batch entry chain id " + chainId + " is out of range");
    }
    return new Entry(
        new RollupId(chainId),
        in.u63("batch entry first number"),
        in.u63("batch entry last number"),
        in.hash("batch entry content hash"));
  }

  /** What is wrong under a committee one trusts; empty when its majority certified the header. */
  public Optional<String> problem(Committee trusted) {
    Optional<String> chain = chainProblem();
    if (chain.isPresent()) {
      return chain;
    }
    return CertificateVerifier.verify(trusted, certificate) instanceof Verdict.Invalid invalid
        ? Optional.of("certificate: " + invalid.reason() + ": " + invalid.detail())
        : Optional.empty();
  }

  /** Whether the certificate is of the header, or of one that the trailing headers lead to. */
  Optional<String> chainProblem() {
    BlockHeader at = header;
    for (BlockHeader next : trailing) {
      if (!next.parent().equals(at.hash()) || next.height() != at.height() + 1) {
        return Optional.of("trailing header " + next.height() + " does not follow");
      }
      at = next;
    }
    return certificate.header().equals(at)
        ? Optional.empty()
        : Optional.of("the certificate is of height " + certificate.height() + ", another header");
  }
}
