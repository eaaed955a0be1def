package metro.ethereum;

/**
 * A recoverable secp256k1 signature as Ethereum carries it.
 *
 * @param yParity 0 or 1, the parity of the curve point's y coordinate
 * @param r the x coordinate of the point modulo the group order
 * @param s the proof; the lower half of the two possible values where EIP-2 applies
 */
public record Signature(int yParity, UInt256 r, UInt256 s) {
  /** The order of the group. */
  public static final UInt256 ORDER =
      UInt256.parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

  /** Half of the order: the largest s that EIP-2 allows. */
  public static final UInt256 HALF_ORDER =
      UInt256.parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

  /** Whether r and s are in range (1 to order - 1), s is low (EIP-2) and the parity is 0 or 1. */
  public boolean isCanonical() {
    return isInRange() && s.compareTo(HALF_ORDER) <= 0;
  }

  /** Whether r and s are in 1 to order - 1 and the parity is 0 or 1. */
  public boolean isInRange() {
    return (yParity == 0 || yParity == 1)
        && !r.isZero()
        && !s.isZero()
        && r.compareTo(ORDER) < 0
        && s.compareTo(ORDER) < 0;
  }

  /** Sixty-four bytes: r, then s. */
  public byte[] compact() {
    byte[] out = new byte[64];
    System.arraycopy(r.toBytes(), 0, out, 0, 32);
    System.arraycopy(s.toBytes(), 0, out, 32, 32);
    return out;
  }

  /** Sixty-five bytes as contracts take them for {@code ecrecover}: r, s, then 27 or 28. */
  public byte[] toBytes65() {
    byte[] out = java.util.Arrays.copyOf(compact(), 65);
    out[64] = (byte) (27 + yParity);
    return out;
  }

  /**
   * Reads {@link #toBytes65()}.
   *
   * @throws IllegalArgumentException when there are not 65 bytes or the last is not 27 or 28
   */
  public static Signature fromBytes65(byte[] bytes) {
    if (bytes.length != 65) {
      throw new IllegalArgumentException("a signature has 65 bytes, not " + bytes.length);
    }
    if (bytes[64] != 27 && bytes[64] != 28) {
      throw new IllegalArgumentException("the last byte of a signature is 27 or 28");
    }
    return new Signature(
        bytes[64] - 27, UInt256.fromBytes(bytes, 0, 32), UInt256.fromBytes(bytes, 32, 32));
  }
}
