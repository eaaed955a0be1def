package metro.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * What the sequencer remembers of one sender's nonces on one rollup, so that no transaction is
 * ordered, and paid for, twice.
 *
 * <p>A rollup's own nonces may run apart from the lane, because it skips what it cannot execute. A
 * {@link NonceMode#WINDOW} lane tolerates that within {@link Limits#LANE_WINDOW} nonces to either
 * side. Each signed transaction is still taken at most once: everything below {@code floor} is
 * refused, everything taken at or above it is in {@code recent}.
 *
 * @param next the next expected nonce
 * @param floor the lowest nonce that may still be taken; at most {@code next}, never goes back
 * @param recent what was taken at or above the floor, oldest first
 */
public record Lane(long next, long floor, List<Recent> recent) {
  /** The lane of a sender who has ordered nothing yet. */
  public static final Lane START = new Lane(0, 0, List.of());

  private static final int TAG = 0x4e;
  private static final int FIXED_BYTES = 18;
  private static final int RECENT_BYTES = 17;

  /**
   * One transaction taken.
   *
   * @param nonce its nonce
   * @param height the block that took it
   * @param shortId the first 8 bytes of its hash. All entries are signed by the lane's own sender,
   *     so he alone could make two with the same short id, and would only refuse himself
   */
  public record Recent(long nonce, long height, long shortId) {}

  public Lane {
    recent = List.copyOf(recent);
  }

  /** The part of a transaction's hash a lane remembers. */
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
    long highest = mode == NonceMode.STRICT ? next : next + Limits.LANE_WINDOW;
    if (nonce < 0 || nonce > highest) {
      return Optional.of(RejectReason.NONCE_TOO_HIGH);
    }
    if (nonce < floor) {
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
    for (Recent r : recent) {
      if (r.shortId() == shortId) {
        return true;
      }
    }
    return false;
  }

  private Optional<RejectReason> refuseReuse(long nonce, long height) {
    int same = 0;
    boolean tooSoon = false;
    for (Recent r : recent) {
      if (r.nonce() == nonce) {
        same++;
        tooSoon |= nonce < next && height - r.height() < Limits.LANE_REUSE_AFTER_HEIGHTS;
      }
    }
    if (same >= Limits.LANE_IDS_PER_NONCE) {
      return Optional.of(RejectReason.NONCE_SLOTS_FULL);
    }
    return tooSoon ? Optional.of(RejectReason.NONCE_REUSED_TOO_SOON) : Optional.empty();
  }

  /** The lane after taking what {@link #refuse} did not refuse. */
  Lane take(NonceMode mode, long nonce, long shortId, long height) {
    Recent taken = new Recent(nonce, height, shortId);
    return expecting(mode, Math.max(next, nonce + 1), Optional.of(taken));
  }

  /**
   * The lane expecting {@code newNext}. The floor follows upwards and never back, so neither
   * direction allows a replay.
   */
  Lane expecting(NonceMode mode, long newNext) {
    return expecting(mode, newNext, Optional.empty());
  }

  private Lane expecting(NonceMode mode, long newNext, Optional<Recent> taken) {
    long reach = mode == NonceMode.STRICT ? 0 : Limits.LANE_WINDOW;
    long newFloor = Math.max(floor, newNext - reach);
    List<Recent> kept = new ArrayList<>(recent.size() + 1);
    for (Recent r : recent) {
      if (r.nonce() >= newFloor) {
        kept.add(r);
      }
    }
    taken.filter(r -> r.nonce() >= newFloor).ifPresent(kept::add);
    return new Lane(newNext, newFloor, kept);
  }

  /** Tag 0x4e, next, floor, count (u8), then nonce - floor (u8), height and short id of each. */
  Bytes encode() {
    Encoder out = new Encoder(FIXED_BYTES + RECENT_BYTES * recent.size());
    out.u8(TAG).u64(next).u64(floor).u8(recent.size());
    for (Recent r : recent) {
      out.u8((int) (r.nonce() - floor)).u64(r.height()).u64(r.shortId());
    }
    return Bytes.wrap(out.toBytes());
  }

  static Lane decode(Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading()).tag(TAG, "lane");
    long next = in.u63("lane next");
    long floor = in.u63("lane floor");
    int count = in.u8("lane size");
    List<Recent> recent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long nonce = floor + in.u8("lane nonce");
      recent.add(new Recent(nonce, in.u63("lane height"), in.u64("lane id")));
    }
    in.requireEnd("lane");
    return new Lane(next, floor, recent);
  }
}
