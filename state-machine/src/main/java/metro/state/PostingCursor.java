package metro.state;

import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * How far posting to the DA layer has come: replicated, so that a new leader goes on where the old
 * one stopped.
 *
 * @param postedBatch newest posted batch, 0 before the first
 * @param postedHeight last sequencer height in it
 * @param postedHash its batch hash, 32 zero bytes before the first
 * @param postedDaHeight where it stands on the DA layer
 * @param prepared the batch on its way, if any
 */
public record PostingCursor(
    long postedBatch,
    long postedHeight,
    Hash postedHash,
    long postedDaHeight,
    Optional<LogEntry.BatchPrepared> prepared)
    implements StateValue.Encodable {
  /** Before the first batch. */
  public static final PostingCursor START = new PostingCursor(0, 0, Hash.ZERO, 0, Optional.empty());

  private static final int TAG = 0x55;

  /**
   * Whether {@code entry} starts the batch after the posted one, repeats the one on its way, or
   * takes its place: that it may only once the other can appear no more. Then a batch may be signed
   * anew, or a smaller one be made of the same heights.
   */
  boolean accepts(LogEntry.BatchPrepared entry, long tipHeight) {
    boolean follows =
        entry.batch() == postedBatch + 1
            && entry.fromHeight() == postedHeight
            && entry.toHeight() > postedHeight
            && entry.toHeight() <= tipHeight;
    return follows
        && prepared.map(p -> p.isSameAs(entry) || entry.daHeight() > p.lastDaHeight()).orElse(true);
  }

  /** Whether {@code entry} reports the batch on its way. */
  boolean accepts(LogEntry.BatchPosted entry) {
    return prepared
        .filter(p -> p.batch() == entry.batch() && p.batchHash().equals(entry.batchHash()))
        .filter(p -> entry.daHeight() > p.daHeight())
        .isPresent();
  }

  /**
   * The cursor with a batch on its way. Preparing the same again changes nothing: what was sent the
   * first time may still appear anywhere above the first DA height.
   */
  PostingCursor prepare(LogEntry.BatchPrepared entry) {
    return new PostingCursor(
        postedBatch,
        postedHeight,
        postedHash,
        postedDaHeight,
        Optional.of(prepared.filter(p -> p.isSameAs(entry)).orElse(entry)));
  }

  /** The cursor after the batch on its way was posted. */
  PostingCursor post(LogEntry.BatchPosted entry) {
    long toHeight = prepared.orElseThrow().toHeight();
    return new PostingCursor(
        entry.batch(), toHeight, entry.batchHash(), entry.daHeight(), Optional.empty());
  }

  /** Tag 0x55, the posted fields, then 0, or 1 and the prepared entry's encoding. */
  @Override
  public Bytes encode() {
    Encoder out =
        new Encoder()
            .u8(TAG)
            .u64(postedBatch)
            .u64(postedHeight)
            .hash(postedHash)
            .u64(postedDaHeight)
            .u8(prepared.isPresent() ? 1 : 0);
    prepared.ifPresent(p -> LogEntryCodec.writePrepared(out, p));
    return Bytes.wrap(out.toBytes());
  }

  static PostingCursor decode(Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading()).tag(TAG, "posting cursor");
    long batch = in.u63("posted batch");
    long height = in.u63("posted height");
    Hash hash = in.hash("posted hash");
    long daHeight = in.u63("posted DA height");
    Optional<LogEntry.BatchPrepared> prepared =
        in.flag("prepared") ? Optional.of(LogEntryCodec.readPrepared(in)) : Optional.empty();
    in.requireEnd("posting cursor");
    return new PostingCursor(batch, height, hash, daHeight, prepared);
  }
}
