package metro.evm.precompile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;

/** EIP-2537's forms of field elements, points and scalars, to and from blst's. */
final class BlsCodec {
  static final int FP_BYTES = 64;
  static final int SCALAR_BYTES = 32;
  private static final int PADDING = FP_BYTES - Blst.FP_BYTES;

  private static final byte[] MODULUS =
      HexFormat.of()
          .parseHex(
              "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
                  + "1eabfffeb153ffffb9feffffffffaaab");

  private BlsCodec() {}

  /** What the input says is not allowed; the precompile fails. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why, null, false, false);
    }
  }

  /** Bytes of a point of the group in EIP-2537's form. */
  static int pointBytes(Blst.Group group) {
    return group.affineBytes / Blst.FP_BYTES * FP_BYTES;
  }

  /** Reads {@code count} field elements, one behind the other. */
  static MemorySegment fields(byte[] input, int offset, int count, Arena arena) throws Refused {
    MemorySegment out = arena.allocate((long) count * Blst.FP_BYTES, Long.BYTES);
    for (int i = 0; i < count; i++) {
      int at = offset + i * FP_BYTES;
      checkRange(input, at);
      MemorySegment bytes = arena.allocate(Blst.FP_BYTES);
      MemorySegment.copy(input, at + PADDING, bytes, ValueLayout.JAVA_BYTE, 0, Blst.FP_BYTES);
      Blst.fpFromBigEndian(out.asSlice((long) i * Blst.FP_BYTES), bytes);
    }
    return out;
  }

  private static void checkRange(byte[] input, int at) throws Refused {
    for (int i = 0; i < PADDING; i++) {
      if (input[at + i] != 0) {
        throw new Refused("a field element's first 16 bytes are not zero");
      }
    }
    int from = at + PADDING;
    if (Arrays.compareUnsigned(input, from, at + FP_BYTES, MODULUS, 0, MODULUS.length) >= 0) {
      throw new Refused("a field element is not below the modulus");
    }
  }

  /** Reads an affine point that is on the curve; zeros are infinity. */
  static MemorySegment pointOnCurve(Blst.Group group, byte[] input, int offset, Arena arena)
      throws Refused {
    MemorySegment affine = fields(input, offset, group.affineBytes / Blst.FP_BYTES, arena);
    if (!isInfinity(affine) && !group.onCurve(affine)) {
      throw new Refused("a point is not on the curve");
    }
    return affine;
  }

  /** Reads an affine point that is in the group; zeros are infinity. */
  static MemorySegment pointInGroup(Blst.Group group, byte[] input, int offset, Arena arena)
      throws Refused {
    MemorySegment affine = pointOnCurve(group, input, offset, arena);
    if (!isInfinity(affine) && !group.inGroup(affine)) {
      throw new Refused("a point is not in the subgroup");
    }
    return affine;
  }

  static boolean isInfinity(MemorySegment affine) {
    for (long i = 0; i < affine.byteSize(); i += Long.BYTES) {
      if (affine.get(ValueLayout.JAVA_LONG, i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** A big-endian scalar with its lowest byte first. */
  static void scalar(byte[] input, int offset, MemorySegment out) {
    for (int i = 0; i < SCALAR_BYTES; i++) {
      out.set(ValueLayout.JAVA_BYTE, i, input[offset + SCALAR_BYTES - 1 - i]);
    }
  }

  /** Writes a projective point. */
  static byte[] write(Blst.Group group, MemorySegment point, Arena arena) {
    MemorySegment affine = arena.allocate(group.affineBytes, Long.BYTES);
    group.toAffine(affine, point);
    byte[] out = new byte[pointBytes(group)];
    MemorySegment bytes = arena.allocate(Blst.FP_BYTES);
    for (int i = 0; i < out.length / FP_BYTES; i++) {
      Blst.fpToBigEndian(bytes, affine.asSlice((long) i * Blst.FP_BYTES));
      MemorySegment.copy(
          bytes, ValueLayout.JAVA_BYTE, 0, out, i * FP_BYTES + PADDING, Blst.FP_BYTES);
    }
    return out;
  }
}
