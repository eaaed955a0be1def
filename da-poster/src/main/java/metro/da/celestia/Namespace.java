package metro.da.celestia;

import java.util.Arrays;
import metro.ethereum.Bytes;
import metro.state.Genesis;
import metro.state.RollupId;

/**
 * A Celestia namespace: a version byte and 28 bytes of id, ordered as unsigned bytes.
 *
 * @param bytes version 0 with 18 zero bytes before the user's part, or version 255
 */
public record Namespace(Bytes bytes) implements Comparable<Namespace> {
  /** Bytes of a namespace. */
  public static final int SIZE = 29;

  /** Bytes a user may choose in version 0. */
  public static final int USER_SIZE = 10;

  /** Ordinary transactions. */
  public static final Namespace TRANSACTION = reserved(0x01);

  /** Transactions that pay for blobs. */
  public static final Namespace PAY_FOR_BLOB = reserved(0x04);

  /** Padding between transactions and blobs. */
  public static final Namespace RESERVED_PADDING = reserved(0xff);

  /** Padding after the last blob. */
  public static final Namespace TAIL_PADDING = secondary(0xfe);

  /** Cells made by the erasure code. */
  public static final Namespace PARITY = secondary(0xff);

  private static final Namespace FIRST_SECONDARY = secondary(0x00);
  private static final int V0_ZEROS = SIZE - 1 - USER_SIZE;

  public Namespace {
    byte[] raw = bytes.arrayForReading();
    if (raw.length != SIZE) {
      throw new IllegalArgumentException("a namespace has 29 bytes, not " + raw.length);
    }
    if (raw[0] != 0 && raw[0] != (byte) 0xff) {
      throw new IllegalArgumentException("namespace version " + (raw[0] & 0xff) + " is unknown");
    }
    if (raw[0] == 0 && !Arrays.equals(raw, 1, 1 + V0_ZEROS, new byte[V0_ZEROS], 0, V0_ZEROS)) {
      throw new IllegalArgumentException("a namespace of version 0 starts with 18 zero bytes");
    }
  }

  /** Copies 29 bytes. */
  public static Namespace of(byte[] bytes) {
    return new Namespace(Bytes.of(bytes));
  }

  /** Version byte and id of 28 bytes apart, as in Celestia's protobuf messages. */
  static Namespace of(long version, Bytes id) {
    if (version < 0 || version > 255) {
      throw new IllegalArgumentException("namespace version " + version + " is unknown");
    }
    byte[] raw = new byte[1 + id.length()];
    raw[0] = (byte) version;
    System.arraycopy(id.arrayForReading(), 0, raw, 1, id.length());
    return new Namespace(Bytes.wrap(raw));
  }

  /** Version 0 with up to ten bytes chosen by the user, padded with zeros on the left. */
  public static Namespace v0(byte[] user) {
    if (user.length > USER_SIZE) {
      throw new IllegalArgumentException(
          "a user's part of a namespace has up to 10 bytes, not " + user.length);
    }
    byte[] raw = new byte[SIZE];
    System.arraycopy(user, 0, raw, SIZE - user.length, user.length);
    return new Namespace(Bytes.wrap(raw));
  }

  /** Metro's default for a rollup. */
  public static Namespace ofRollup(RollupId rollup) {
    return v0(Genesis.defaultNamespace(rollup));
  }

  /** Metro's default for a committee's own blobs: made of its chain id like a rollup's. */
  public static Namespace ofCommittee(long chainId) {
    return ofRollup(new RollupId(chainId));
  }

  private static Namespace reserved(int last) {
    byte[] raw = new byte[SIZE];
    raw[SIZE - 1] = (byte) last;
    return new Namespace(Bytes.wrap(raw));
  }

  private static Namespace secondary(int last) {
    byte[] raw = new byte[SIZE];
    Arrays.fill(raw, (byte) 0xff);
    raw[SIZE - 1] = (byte) last;
    return new Namespace(Bytes.wrap(raw));
  }

  /** 0 or 255. */
  public int version() {
    return bytes.at(0) & 0xff;
  }

  /** The 28 bytes after the version. */
  public Bytes id() {
    return Bytes.wrap(Arrays.copyOfRange(bytes.arrayForReading(), 1, SIZE));
  }

  /** Whether users may submit blobs here: version 0 and not reserved. */
  public boolean mayHoldBlobs() {
    return version() == 0 && compareTo(RESERVED_PADDING) > 0 && compareTo(FIRST_SECONDARY) < 0;
  }

  @Override
  public int compareTo(Namespace other) {
    return bytes.compareTo(other.bytes);
  }

  /** {@code 0x} and 58 hexadecimal digits. */
  @Override
  public String toString() {
    return bytes.toString();
  }
}
