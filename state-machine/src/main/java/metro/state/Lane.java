package metro.state;

import java.util.Optional;
import java.util.OptionalLong;
import metro.ethereum.BigEndian;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * What the sequencer remembers of one sender's nonces on one rollup, so that no transaction is
 * ordered, and paid for, twice: the next expected nonce, the floor, which is the lowest nonce that
 * may still be taken (at most the next one, never goes back), and what was taken at or above the
 * floor, oldest first.
 *
 * <p>A rollup's own nonces may run apart from the lane, because it skips what it cannot execute. A
 * {@link NonceMode#WINDOW} lane tolerates that within {@link Limits#LANE_WINDOW} nonces to either
 * side. Each signed transaction is still taken at most once: everything below the floor is refused,
 * everything taken at or above it is remembered.
 *
 * <p>A lane is its encoding and is read in place: unpacked it would take three times the memory,
 * and every transaction makes a new one. Tag 0x4e, next, floor, count (u8), then for each
 * transaction taken its nonce - floor (u8), the height of the block that took it, and its {@link
 * #shortId}.
 */
public final class Lane implements StateValue.Encodable {
  private static final int TAG = 0x4e;
  private static final int NEXT_AT = 1;
  private static final int FLOOR_AT = 9;
  private static final int COUNT_AT = 17;
  private static final int FIXED_BYTES = 18;
  private static final int RECENT_BYTES = 17;
  private static final int HEIGHT_AT = 1;
  private static final int ID_AT = 9;

  /** The lane of a sender who has ordered nothing yet. */
  public static final Lane START = new Lane(head(0, 0, 0));

  private final Bytes encoding;
  private final byte[] data;

  private Lane(Encoder written) {
    this(Bytes.wrap(written.toBytes()));
  }

  private Lane(Bytes encoding) {
    this.encoding = encoding;
    this.data = encoding.arrayForReading();
  }

  /** The next expected nonce. */
  public long next() {
    return BigEndian.u64(data, NEXT_AT);
  }

  /** The lowest nonce that may still be taken. */
  public long floor() {
    return BigEndian.u64(data, FLOOR_AT);
  }

  /** How many transactions it remembers. */
  public int size() {
    return data[COUNT_AT] & 0xff;
  }

  /** The height of the block that took the newest transaction it remembers. */
  public OptionalLong newestHeight() {
    return size() == 0 ? OptionalLong.empty() : OptionalLong.of(height(size() - 1));
  }

  private long nonce(int i) {
    return floor() + (data[at(i)] & 0xff);
  }

  private long height(int i) {
    return BigEndian.u64(data, at(i) + HEIGHT_AT);
  }

  private long id(int i) {
    return BigEndian.u64(data, at(i) + ID_AT);
  }

  private static int at(int i) {
    return FIXED_BYTES + RECENT_BYTES * i;
  }

  /**
   * The part of a transaction's hash a lane remembers: the first 8 bytes. All that a lane holds are
   * signed by its own sender, so he alone could make two with the same short id, and would only
   * refuse himself.
   */
  static long shortId(Hash id) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (id.at(i) & 0xff);
    }
    return value;
  }

  /** Why a transaction cannot be taken at {@code height}; empty when it can. */
  Optional<RejectReason> refuse(NonceMode mode, long nonce, long shortId, long height) {
    if (nonce == -1) {
      return Optional.of(RejectReason.NONCE_MAX);
    }
    long next = next();
    long highest = mode == NonceMode.STRICT ? next : next + Limits.LANE_WINDOW;
    if (nonce < 0 || nonce > highest) {
      return Optional.of(RejectReason.NONCE_TOO_HIGH);
    }
    if (nonce < floor()) {
      return Optional.of(RejectReason.NONCE_TOO_LOW);
    }
    if (holds(shortId)) {
      return Optional.of(RejectReason.ALREADY_KNOWN);
    }
    if (mode == NonceMode.STRICT && nonce < next) {
      return Optional.of(RejectReason.NONCE_TOO_LOW);
    }
    return refuseReuse(nonce, height);
  }

  private boolean holds(long shortId) {
    for (int i = 0; i < size(); i++) {
      if (id(i) == shortId) {
        return true;
      }
    }
    return false;
  }

  private Optional<RejectReason> refuseReuse(long nonce, long height) {
    int same = 0;
    boolean tooSoon = false;
    for (int i = 0; i < size(); i++) {
      if (nonce(i) == nonce) {
        same++;
        tooSoon |= nonce < next() && height - height(i) < Limits.LANE_REUSE_AFTER_HEIGHTS;
      }
    }
    if (same >= Limits.LANE_IDS_PER_NONCE) {
      return Optional.of(RejectReason.NONCE_SLOTS_FULL);
    }
    return tooSoon ? Optional.of(RejectReason.NONCE_REUSED_TOO_SOON) : Optional.empty();
  }

  /** The lane after taking what {@link #refuse} did not refuse. */
  Lane take(NonceMode mode, long nonce, long shortId, long height) {
    long newNext = Math.max(next(), nonce + 1);
    long newFloor = floorFor(mode, newNext);
    if (nonce < newFloor) {
      return new Lane(moved(newNext, newFloor, 0));
    }
    return new Lane(
        moved(newNext, newFloor, 1).u8((int) (nonce - newFloor)).u64(height).u64(shortId));
  }

  /**
   * The lane expecting {@code newNext}. The floor follows upwards and never back, so neither
   * direction allows a replay.
   */
  Lane expecting(NonceMode mode, long newNext) {
    return new Lane(moved(newNext, floorFor(mode, newNext), 0));
  }

  private long floorFor(NonceMode mode, long newNext) {
    long reach = mode == NonceMode.STRICT ? 0 : Limits.LANE_WINDOW;
    return Math.max(floor(), newNext - reach);
  }

  /** What stays at or above {@code newFloor}, with room and count for {@code more} to follow. */
  private Encoder moved(long newNext, long newFloor, int more) {
    int kept = 0;
    for (int i = 0; i < size(); i++) {
      kept += nonce(i) >= newFloor ? 1 : 0;
    }
    Encoder out = head(newNext, newFloor, kept + more);
    for (int i = 0; i < size(); i++) {
      if (nonce(i) >= newFloor) {
        out.u8((int) (nonce(i) - newFloor)).u64(height(i)).u64(id(i));
      }
    }
    return out;
  }

  private static Encoder head(long next, long floor, int count) {
    return new Encoder(at(count)).u8(TAG).u64(next).u64(floor).u8(count);
  }

  @Override
  public Bytes encode() {
    return encoding;
  }

  static Lane decode(Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading()).tag(TAG, "lane");
    in.u63("lane next");
    in.u63("lane floor");
    for (int left = in.u8("lane size"); left > 0; left--) {
      in.u8("lane nonce");
      in.u63("lane height");
      in.u64("lane id");
    }
    in.requireEnd("lane");
    return new Lane(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Lane that && encoding.equals(that.encoding));
  }

  @Override
  public int hashCode() {
    return encoding.hashCode();
  }

  @Override
  public String toString() {
    return "Lane[next=" + next() + ", floor=" + floor() + ", size=" + size() + "]";
  }
}
