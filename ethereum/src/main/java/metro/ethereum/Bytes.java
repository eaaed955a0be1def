package metro.ethereum;

import java.util.Arrays;

/** An immutable byte string with value equality, for use inside records. */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** A copy of {@code array}. */
  public static Bytes of(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array.clone());
  }

  /** Takes {@code array} itself: the caller gives it away and must not change it any more. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array);
  }

  /** Reads hexadecimal digits, with or without {@code 0x}. */
  public static Bytes fromHex(String hex) {
    return wrap(Hex.decode(hex));
  }

  /** The number of bytes. */
  public int length() {
    return array.length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return array.length == 0;
  }

  /** The byte at {@code index}. */
  public byte at(int index) {
    return array[index];
  }

  /** A copy. */
  public byte[] toArray() {
    return array.clone();
  }

  /** The array itself, without a copy: only for reading. */
  public byte[] arrayForReading() {
    return array;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Bytes that && Arrays.equals(array, that.array));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** {@code 0x} and two lower-case hexadecimal digits for each byte. */
  @Override
  public String toString() {
    return Hex.encode(array);
  }
}
