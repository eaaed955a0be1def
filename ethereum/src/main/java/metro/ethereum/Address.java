package metro.ethereum;

import java.util.Arrays;

/** A 20-byte account address: the last 20 bytes of the Keccak-256 of a public key. */
public final class Address implements Comparable<Address> {
  /** Bytes in an address. */
  public static final int SIZE = 20;

  /** The address of twenty zero bytes. */
  public static final Address ZERO = new Address(new byte[SIZE]);

  private final byte[] bytes;
  private final int hashCode;

  private Address(byte[] bytes) {
    this.bytes = bytes;
    this.hashCode = Arrays.hashCode(bytes);
  }

  /**
   * Copies twenty bytes.
   *
   * @throws IllegalArgumentException when {@code bytes} is not 20 bytes long
   */
  public static Address of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  /** Copies {@code length} (must be 20) bytes from {@code offset}. */
  public static Address of(byte[] bytes, int offset, int length) {
    if (length != SIZE) {
      throw new IllegalArgumentException("an address has 20 bytes, not " + length);
    }
    return new Address(Arrays.copyOfRange(bytes, offset, offset + SIZE));
  }

  /** Reads {@code 0x} and forty hexadecimal digits of either case; checksums are not checked. */
  public static Address fromHex(String hex) {
    return of(Hex.decode(hex));
  }

  /** The address of an uncompressed public key without its 0x04 prefix (64 bytes, x then y). */
  public static Address ofPublicKey(byte[] publicKey) {
    if (publicKey.length != 64) {
      throw new IllegalArgumentException("a public key has 64 bytes, not " + publicKey.length);
    }
    return of(Keccak.keccak256(publicKey), 12, SIZE);
  }

  /** A copy of the twenty bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the twenty bytes into {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, SIZE);
  }

  /** The byte at {@code index} (0 to 19). */
  public byte at(int index) {
    return bytes[index];
  }

  @Override
  public int compareTo(Address other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Address that
            && hashCode == that.hashCode
            && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return hashCode;
  }

  /** {@code 0x} and forty lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return Hex.encode(bytes);
  }
}
