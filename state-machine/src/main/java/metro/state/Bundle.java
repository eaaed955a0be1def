package metro.state;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * Transactions, of any rollups and senders, that are ordered side by side in one block or not at
 * all. Each leg is signed and paid like any transaction. It is about inclusion, not execution: a
 * leg may still revert or be skipped by its rollup.
 *
 * @param minHeight first block it may stand in, 0 for any
 * @param maxHeight last block it may stand in
 * @param legs 1 to {@link Limits#MAX_BUNDLE_LEGS} canonical transactions, in order
 */
public record Bundle(long minHeight, long maxHeight, List<Bytes> legs) {
  private static final int TAG = 0x42;

  public Bundle {
    legs = List.copyOf(legs);
  }

  /**
   * Why the bundle cannot stand in block {@code height}; empty when it can. A window wider than
   * {@link Limits#MAX_BUNDLE_HEIGHTS} counts from its end.
   */
  public Optional<RejectReason> refuse(long height) {
    if (legs.isEmpty()) {
      return Optional.of(RejectReason.BUNDLE_EMPTY);
    }
    long bytes = legs.stream().mapToLong(Bytes::length).sum();
    if (legs.size() > Limits.MAX_BUNDLE_LEGS || bytes > Limits.MAX_BUNDLE_BYTES) {
      return Optional.of(RejectReason.BUNDLE_TOO_LARGE);
    }
    if (height > maxHeight) {
      return Optional.of(RejectReason.BUNDLE_EXPIRED);
    }
    boolean early = height < minHeight || height < maxHeight - Limits.MAX_BUNDLE_HEIGHTS;
    return early ? Optional.of(RejectReason.BUNDLE_TOO_EARLY) : Optional.empty();
  }

  /** SHA-256 of tag 0x42, min height, max height, leg count (u32) and the legs with lengths. */
  public Hash id() {
    Encoder out = new Encoder().u8(TAG).u64(minHeight).u64(maxHeight).u32(legs.size());
    legs.forEach(out::bytes);
    return Sha256.hash(out.toBytes());
  }
}
