package metro.ethereum;

import java.util.Arrays;

/** A 32-byte hash, root or digest. */
public final class Hash implements Comparable<Hash> {
  /** Bytes in a hash. */
  public static final int SIZE = 32;

  /** Thirty-two zero bytes. */
  public static final Hash ZERO = new Hash(new byte[SIZE]);

  private final byte[] bytes;
  private final int hashCode;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
    this.hashCode = Arrays.hashCode(bytes);
  }

  /**
   * Copies thirty-two bytes.
   *
   * @throws IllegalArgumentException when {@code bytes} is not 32 bytes long
   */
  public static Hash of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /**
   * Takes {@code bytes} itself: the caller gives it away and must not change it any more.
   *
   * @throws IllegalArgumentException when {@code bytes} is not 32 bytes long
   */
  public static Hash wrap(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
    return new Hash(bytes);
  }

  /** Copies {@code length} (must be 32) bytes from {@code offset}. */
  public static Hash of(byte[] bytes, int offset, int length) {
    if (length != SIZE) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + length);
    }
    return new Hash(Arrays.copyOfRange(bytes, offset, offset + SIZE));
  }

  /** Reads {@code 0x} and sixty-four hexadecimal digits of either case. */
  public static Hash fromHex(String hex) {
    return of(Hex.decode(hex));
  }

  /** A copy of the thirty-two bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the thirty-two bytes into {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, SIZE);
  }

  /** The byte at {@code index} (0 to 31). */
  public byte at(int index) {
    return bytes[index];
  }

  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Hash that
            && hashCode == that.hashCode
            && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return hashCode;
  }

  /** {@code 0x} and sixty-four lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return Hex.encode(bytes);
  }
}
