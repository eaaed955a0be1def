package metro.da.batch;

/**
 * How large the next batch may be: half of what the layer refused for its size, then larger again
 * with each batch it takes.
 */
final class BatchSize {
  private static final int GROWTH = 16;

  private final long most;
  private long targetBytes;

  BatchSize(long most) {
    this.most = most;
    this.targetBytes = most;
  }

  long targetBytes() {
    return targetBytes;
  }

  /** The layer refused so many bytes. */
  void refused(long bytes) {
    long half = Math.max(BatchLimits.MIN_TARGET_BYTES, bytes / 2);
    targetBytes = Math.min(targetBytes, half);
  }

  void taken() {
    targetBytes = Math.min(most, targetBytes + targetBytes / GROWTH);
  }
}
