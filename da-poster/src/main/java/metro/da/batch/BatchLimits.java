package metro.da.batch;

/** Bounds of batches. Readers refuse more than the last three; writers stay below the first. */
public final class BatchLimits {
  /**
   * Bytes a batch aims at on the layer, overheads counted: with paddings it fits a transaction of 8
   * MiB and a square of width 128 even if nothing can be compressed. Before compression it has at
   * most twice as many.
   */
  public static final int TARGET_BYTES = 6 * 1024 * 1024;

  /** A layer that refuses even this for its size gets single blocks. */
  public static final int MIN_TARGET_BYTES = 4 * 1024;

  /** Bytes counted for each rollup in a batch besides its transactions. */
  public static final int BYTES_PER_ROLLUP = 2 * 1024;

  /** Bytes counted for each block of a rollup besides its transactions. */
  public static final int BYTES_PER_BLOCK = 64;

  /** Heights in one batch. */
  public static final int MAX_HEIGHTS = 100_000;

  /** Bytes of one rollup's part before compression. */
  public static final int MAX_ROLLUP_BYTES = 16 * 1024 * 1024;

  /** Rollups with transactions in one batch. */
  public static final int MAX_ROLLUPS = 3_000;

  /** Headers between a batch's last height and the certified one. */
  public static final int MAX_TRAILING_HEADERS = 2_048;

  /** One part in so many of a submission is left for metadata and what the layer adds. */
  private static final int RESERVED_PART = 8;

  private BatchLimits() {}

  /** What a batch aims at on a layer whose submissions hold {@code maxBytes}. */
  public static int targetBytes(int maxBytes) {
    return Math.min(TARGET_BYTES, maxBytes - maxBytes / RESERVED_PART);
  }
}
