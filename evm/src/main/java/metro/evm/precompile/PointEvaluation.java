package metro.evm.precompile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * 0x0a: a blob's polynomial has the value y at z (EIP-4844). With commitment C, proof W and the
 * ceremony's point tau G2, that is e(C - y G1 + z W, G2) = e(W, tau G2).
 */
record PointEvaluation() implements Precompile {
  private static final int INPUT_BYTES = 192;
  private static final int POINT_BYTES = 48;
  private static final byte VERSION_KZG = 1;

  private static final String MODULUS_HEX =
      "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001";
  private static final byte[] MODULUS = HexFormat.of().parseHex(MODULUS_HEX);

  /** 4096 field elements per blob, then the modulus. */
  private static final byte[] OUTPUT =
      HexFormat.of().parseHex("00".repeat(30) + "1000" + MODULUS_HEX);

  private static final byte[] G1_GENERATOR =
      HexFormat.of()
          .parseHex(
              "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58"
                  + "6c55e83ff97a1aeffb3af00adb22c6bb");
  private static final byte[] G2_GENERATOR =
      HexFormat.of()
          .parseHex(
              "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049"
                  + "334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051"
                  + "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8");

  /** The second G2 point of Ethereum's KZG ceremony; all that verification needs of it. */
  private static final byte[] TAU_G2 =
      HexFormat.of()
          .parseHex(
              "b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d"
                  + "2914e5870cb452d2afaaab24f3499f72185cbfee53492714734429b7b38608e2"
                  + "3926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2");

  @Override
  public long gas(byte[] input) {
    return 50_000;
  }

  @Override
  public Optional<byte[]> run(byte[] input) {
    if (input.length != INPUT_BYTES || !hasVersionedHash(input)) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      return proves(input, arena) ? Optional.of(OUTPUT.clone()) : Optional.empty();
    } catch (BlsCodec.Refused refused) {
      return Optional.empty();
    }
  }

  private static boolean hasVersionedHash(byte[] input) {
    byte[] hash = HashFunctions.sha256(Arrays.copyOfRange(input, 96, 96 + POINT_BYTES));
    hash[0] = VERSION_KZG;
    return Arrays.equals(hash, Arrays.copyOf(input, 32));
  }

  private static boolean proves(byte[] input, Arena arena) throws BlsCodec.Refused {
    MemorySegment z = scalar(input, 32, arena);
    MemorySegment y = scalar(input, 64, arena);
    MemorySegment commitment = point(Blst.G1, input, 96, POINT_BYTES, arena);
    MemorySegment proof = point(Blst.G1, input, 96 + POINT_BYTES, POINT_BYTES, arena);
    MemorySegment minusLeft = minusLeft(commitment, proof, z, y, arena);
    BlsPrecompiles.PairingProduct product = new BlsPrecompiles.PairingProduct(arena);
    product.add(minusLeft, point(Blst.G2, G2_GENERATOR, 0, G2_GENERATOR.length, arena));
    product.add(proof, point(Blst.G2, TAU_G2, 0, TAU_G2.length, arena));
    return product.isOne();
  }

  /** y G1 - C - z W, affine. */
  private static MemorySegment minusLeft(
      MemorySegment commitment, MemorySegment proof, MemorySegment z, MemorySegment y, Arena arena)
      throws BlsCodec.Refused {
    MemorySegment generator = point(Blst.G1, G1_GENERATOR, 0, G1_GENERATOR.length, arena);
    MemorySegment sum = times(proof, z, arena);
    MemorySegment projective = arena.allocate(Blst.G1.pointBytes, Long.BYTES);
    Blst.G1.fromAffine(projective, commitment);
    Blst.G1.add(sum, sum, projective);
    Blst.G1.negate(sum);
    Blst.G1.add(sum, sum, times(generator, y, arena));
    MemorySegment affine = arena.allocate(Blst.G1.affineBytes, Long.BYTES);
    Blst.G1.toAffine(affine, sum);
    return affine;
  }

  private static MemorySegment times(MemorySegment affine, MemorySegment scalar, Arena arena) {
    MemorySegment point = arena.allocate(Blst.G1.pointBytes, Long.BYTES);
    Blst.G1.fromAffine(point, affine);
    Blst.G1.mult(point, point, scalar);
    return point;
  }

  private static MemorySegment scalar(byte[] input, int offset, Arena arena)
      throws BlsCodec.Refused {
    if (Arrays.compareUnsigned(input, offset, offset + 32, MODULUS, 0, 32) >= 0) {
      throw new BlsCodec.Refused("a scalar is not below the modulus");
    }
    MemorySegment out = arena.allocate(BlsCodec.SCALAR_BYTES, Long.BYTES);
    BlsCodec.scalar(input, offset, out);
    return out;
  }

  private static MemorySegment point(
      Blst.Group group, byte[] input, int offset, int length, Arena arena) throws BlsCodec.Refused {
    MemorySegment bytes = arena.allocate(length);
    MemorySegment.copy(input, offset, bytes, ValueLayout.JAVA_BYTE, 0, length);
    MemorySegment affine = arena.allocate(group.affineBytes, Long.BYTES);
    if (!group.uncompress(affine, bytes) || !group.inGroup(affine)) {
      throw new BlsCodec.Refused("not a point of the group");
    }
    return affine;
  }
}
