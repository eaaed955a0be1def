package metro.evm.precompile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** 0x0b to 0x11: the curve BLS12-381 (EIP-2537), by blst. */
final class BlsPrecompiles {
  private BlsPrecompiles() {}

  /** A precompile's work; what it allocates is freed afterwards. */
  private interface Work {
    byte[] run(Arena arena) throws BlsCodec.Refused;
  }

  private static Optional<byte[]> attempt(Work work) {
    try (Arena arena = Arena.ofConfined()) {
      return Optional.of(work.run(arena));
    } catch (BlsCodec.Refused refused) {
      return Optional.empty();
    }
  }

  private static void require(boolean holds) throws BlsCodec.Refused {
    if (!holds) {
      throw new BlsCodec.Refused("the input has a wrong length");
    }
  }

  private static byte[] add(Blst.Group group, byte[] input, Arena arena) throws BlsCodec.Refused {
    int size = BlsCodec.pointBytes(group);
    require(input.length == 2 * size);
    MemorySegment a = projective(group, BlsCodec.pointOnCurve(group, input, 0, arena), arena);
    MemorySegment b = projective(group, BlsCodec.pointOnCurve(group, input, size, arena), arena);
    MemorySegment sum = arena.allocate(group.pointBytes, Long.BYTES);
    group.add(sum, a, b);
    return BlsCodec.write(group, sum, arena);
  }

  private static MemorySegment projective(Blst.Group group, MemorySegment affine, Arena arena) {
    MemorySegment out = arena.allocate(group.pointBytes, Long.BYTES);
    group.fromAffine(out, affine);
    return out;
  }

  /** Points at infinity are left out: blst's algorithm does not expect them. */
  private static byte[] multiExp(Blst.Group group, byte[] input, Arena arena)
      throws BlsCodec.Refused {
    int pairSize = BlsCodec.pointBytes(group) + BlsCodec.SCALAR_BYTES;
    require(input.length > 0 && input.length % pairSize == 0);
    int pairs = input.length / pairSize;
    MemorySegment points = arena.allocate((long) pairs * group.affineBytes, Long.BYTES);
    MemorySegment scalars = arena.allocate((long) pairs * BlsCodec.SCALAR_BYTES, Long.BYTES);
    int count = 0;
    for (int at = 0; at < input.length; at += pairSize) {
      MemorySegment point = BlsCodec.pointInGroup(group, input, at, arena);
      if (!BlsCodec.isInfinity(point)) {
        MemorySegment.copy(point, 0, points, (long) count * group.affineBytes, group.affineBytes);
        BlsCodec.scalar(
            input,
            at + pairSize - BlsCodec.SCALAR_BYTES,
            scalars.asSlice((long) count * BlsCodec.SCALAR_BYTES));
        count++;
      }
    }
    return BlsCodec.write(group, sum(group, points, scalars, count, arena), arena);
  }

  private static MemorySegment sum(
      Blst.Group group, MemorySegment points, MemorySegment scalars, int count, Arena arena) {
    MemorySegment out = arena.allocate(group.pointBytes, Long.BYTES);
    if (count == 1) {
      MemorySegment affine = points.asSlice(0, group.affineBytes);
      group.mult(out, projective(group, affine, arena), scalars);
    } else if (count > 1) {
      group.multiExp(out, points, scalars, count, arena);
    }
    return out;
  }

  private static byte[] map(Blst.Group group, byte[] input, Arena arena) throws BlsCodec.Refused {
    require(input.length == BlsCodec.pointBytes(group) / 2);
    MemorySegment field = BlsCodec.fields(input, 0, input.length / BlsCodec.FP_BYTES, arena);
    MemorySegment point = arena.allocate(group.pointBytes, Long.BYTES);
    group.map(point, field);
    return BlsCodec.write(group, point, arena);
  }

  private static byte[] pairing(byte[] input, Arena arena) throws BlsCodec.Refused {
    int g1Size = BlsCodec.pointBytes(Blst.G1);
    int pairSize = g1Size + BlsCodec.pointBytes(Blst.G2);
    require(input.length > 0 && input.length % pairSize == 0);
    PairingProduct product = new PairingProduct(arena);
    for (int at = 0; at < input.length; at += pairSize) {
      product.add(
          BlsCodec.pointInGroup(Blst.G1, input, at, arena),
          BlsCodec.pointInGroup(Blst.G2, input, at + g1Size, arena));
    }
    return Input.bool(product.isOne());
  }

  /** A product of pairings. */
  static final class PairingProduct {
    private final MemorySegment product;
    private final MemorySegment factor;
    private boolean empty = true;

    PairingProduct(Arena arena) {
      product = arena.allocate(Blst.FP12_BYTES, Long.BYTES);
      factor = arena.allocate(Blst.FP12_BYTES, Long.BYTES);
    }

    /** Affine points; a pair with infinity changes nothing. */
    void add(MemorySegment g1, MemorySegment g2) {
      if (BlsCodec.isInfinity(g1) || BlsCodec.isInfinity(g2)) {
        return;
      }
      Blst.millerLoop(empty ? product : factor, g2, g1);
      if (!empty) {
        Blst.multiply(product, product, factor);
      }
      empty = false;
    }

    /** Call once. */
    boolean isOne() {
      return empty || Blst.finallyIsOne(product);
    }
  }

  /** 0x0b. */
  record G1Add() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 375;
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return attempt(arena -> add(Blst.G1, input, arena));
    }
  }

  /** 0x0c. */
  record G1MultiExp() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return MultiExpPrice.G1.gas(input.length / (128 + BlsCodec.SCALAR_BYTES));
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return attempt(arena -> multiExp(Blst.G1, input, arena));
    }
  }

  /** 0x0d. */
  record G2Add() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 600;
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return attempt(arena -> add(Blst.G2, input, arena));
    }
  }

  /** 0x0e. */
  record G2MultiExp() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return MultiExpPrice.G2.gas(input.length / (256 + BlsCodec.SCALAR_BYTES));
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return attempt(arena -> multiExp(Blst.G2, input, arena));
    }
  }

  /** 0x0f. */
  record PairingCheck() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 37_700 + 32_600L * (input.length / 384);
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return attempt(arena -> pairing(input, arena));
    }
  }

  /** 0x10. */
  record MapFpToG1() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 5500;
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return attempt(arena -> map(Blst.G1, input, arena));
    }
  }

  /** 0x11. */
  record MapFp2ToG2() implements Precompile {
    @Override
    public long gas(byte[] input) {
      return 23_800;
    }

    @Override
    public Optional<byte[]> run(byte[] input) {
      return attempt(arena -> map(Blst.G2, input, arena));
    }
  }
}
