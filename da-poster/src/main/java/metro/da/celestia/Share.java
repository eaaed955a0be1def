package metro.da.celestia;

import java.util.Arrays;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * The unit of a square: 512 bytes that start with a namespace and an info byte.
 *
 * @param bytes namespace, info (version shifted left by one, lowest bit set on the first share of a
 *     sequence), for a first share the sequence's length (u32 big-endian), for a first share of
 *     version 1 or 2 the signer, then data
 */
public record Share(Bytes bytes) {
  /** Bytes of a share. */
  public static final int SIZE = 512;

  /** Newest share version users may submit. */
  public static final int MAX_SUBMITTED_VERSION = 1;

  /** Newest share version that is understood: 2 is a system blob that names data held elsewhere. */
  public static final int MAX_KNOWN_VERSION = 2;

  /** Data bytes of a blob of share version 2: a version and a commitment. */
  public static final int REFERENCE_BYTES = 36;

  /** Data bytes in the first share of a blob without a signer. */
  public static final int FIRST_CAPACITY = 478;

  /** Data bytes in the first share of a blob with a signer. */
  public static final int FIRST_SIGNED_CAPACITY = FIRST_CAPACITY - Address.SIZE;

  /** Data bytes in every further share of a blob. */
  public static final int CONTINUATION_CAPACITY = 482;

  static final int INFO_OFFSET = Namespace.SIZE;
  static final int LENGTH_OFFSET = INFO_OFFSET + 1;
  static final int AFTER_LENGTH = LENGTH_OFFSET + 4;
  static final int MAX_VERSION = 127;

  public Share {
    if (bytes.length() != SIZE) {
      throw new IllegalArgumentException("a share has 512 bytes, not " + bytes.length());
    }
  }

  /** How many shares {@code length} bytes of blob data take. */
  public static int sharesNeeded(int length, boolean signed) {
    int first = signed ? FIRST_SIGNED_CAPACITY : FIRST_CAPACITY;
    if (length <= 0) {
      return 0;
    }
    return length <= first ? 1 : 1 + Math.ceilDiv(length - first, CONTINUATION_CAPACITY);
  }

  /** A share of {@code namespace} that holds nothing. */
  public static Share padding(Namespace namespace, int version) {
    byte[] raw = new byte[SIZE];
    namespaceAndInfo(raw, namespace, version, true);
    return new Share(Bytes.wrap(raw));
  }

  static void namespaceAndInfo(byte[] share, Namespace namespace, int version, boolean start) {
    System.arraycopy(namespace.bytes().arrayForReading(), 0, share, 0, Namespace.SIZE);
    share[INFO_OFFSET] = info(version, start);
  }

  static byte info(int version, boolean start) {
    if (version < 0 || version > MAX_VERSION) {
      throw new IllegalArgumentException("share version " + version + " is not 0 to 127");
    }
    return (byte) (version << 1 | (start ? 1 : 0));
  }

  /** The share's own namespace. */
  public Namespace namespace() {
    return Namespace.of(Arrays.copyOf(bytes.arrayForReading(), Namespace.SIZE));
  }

  /** Whether the share starts with exactly this namespace. */
  public boolean isOf(Namespace namespace) {
    return Arrays.equals(
        bytes.arrayForReading(),
        0,
        Namespace.SIZE,
        namespace.bytes().arrayForReading(),
        0,
        Namespace.SIZE);
  }

  /** Share version, 0 to 127. */
  public int version() {
    return (bytes.at(INFO_OFFSET) & 0xff) >> 1;
  }

  /** Whether a sequence (a blob, a run of transactions, a padding) starts here. */
  public boolean isStart() {
    return (bytes.at(INFO_OFFSET) & 1) == 1;
  }

  /** The sequence's length in bytes, 0 to 2^32-1; only on a first share. */
  public long sequenceLength() {
    long length = 0;
    for (int i = LENGTH_OFFSET; i < AFTER_LENGTH; i++) {
      length = length << 8 | (bytes.at(i) & 0xff);
    }
    return length;
  }

  /** Whether it holds nothing. */
  public boolean isPadding() {
    return isStart() && sequenceLength() == 0;
  }

  /** The signer on a first share of version 1 or 2. */
  public Optional<Address> signer() {
    return isStart() && isSigned(version())
        ? Optional.of(Address.of(bytes.arrayForReading(), AFTER_LENGTH, Address.SIZE))
        : Optional.empty();
  }

  /** Where the data of a blob's share begins. */
  int dataOffset() {
    return isStart() ? AFTER_LENGTH + (isSigned(version()) ? Address.SIZE : 0) : LENGTH_OFFSET;
  }

  static boolean isSigned(int version) {
    return version == 1 || version == 2;
  }
}
