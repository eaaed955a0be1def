package metro.evm.precompile;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ethereum.ckzg4844.CKZG4844JNI;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The library blst, which jc-kzg-4844's native library exports as a whole. Points and field
 * elements are memory of the sizes below; blst's own names without their prefix.
 */
final class Blst {
  static final int FP_BYTES = 48;
  static final int FP12_BYTES = 12 * FP_BYTES;

  /** One of the two groups: its functions and the sizes of its points. */
  static final class Group {
    final int affineBytes;
    final int pointBytes;
    private final MethodHandle onCurve;
    private final MethodHandle inGroup;
    private final MethodHandle fromAffine;
    private final MethodHandle toAffine;
    private final MethodHandle add;
    private final MethodHandle mult;
    private final MethodHandle negate;
    private final MethodHandle map;
    private final MethodHandle uncompress;
    private final MethodHandle pippenger;
    private final MethodHandle scratchSize;

    private Group(int g, int coordinateBytes) {
      String p = "blst_p" + g;
      affineBytes = 2 * coordinateBytes;
      pointBytes = 3 * coordinateBytes;
      onCurve = function(p + "_affine_on_curve", JAVA_BOOLEAN, ADDRESS);
      inGroup = function(p + "_affine_in_g" + g, JAVA_BOOLEAN, ADDRESS);
      fromAffine = procedure(p + "_from_affine", ADDRESS, ADDRESS);
      toAffine = procedure(p + "_to_affine", ADDRESS, ADDRESS);
      add = procedure(p + "_add_or_double", ADDRESS, ADDRESS, ADDRESS);
      mult = procedure(p + "_mult", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
      negate = procedure(p + "_cneg", ADDRESS, JAVA_BOOLEAN);
      map = procedure("blst_map_to_g" + g, ADDRESS, ADDRESS, ADDRESS);
      uncompress = function(p + "_uncompress", JAVA_INT, ADDRESS, ADDRESS);
      pippenger =
          procedure(
              p + "s_mult_pippenger", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);
      scratchSize = function(p + "s_mult_pippenger_scratch_sizeof", JAVA_LONG, JAVA_LONG);
    }

    boolean onCurve(MemorySegment affine) {
      return (boolean) call(() -> onCurve.invoke(affine));
    }

    /** On the curve and in the group; infinity is. */
    boolean inGroup(MemorySegment affine) {
      return (boolean) call(() -> inGroup.invoke(affine));
    }

    void fromAffine(MemorySegment out, MemorySegment affine) {
      run(() -> fromAffine.invoke(out, affine));
    }

    void toAffine(MemorySegment out, MemorySegment point) {
      run(() -> toAffine.invoke(out, point));
    }

    void add(MemorySegment out, MemorySegment a, MemorySegment b) {
      run(() -> add.invoke(out, a, b));
    }

    /** {@code scalar}: 32 bytes, the lowest first. */
    void mult(MemorySegment out, MemorySegment point, MemorySegment scalar) {
      run(() -> mult.invoke(out, point, scalar, SCALAR_BITS));
    }

    void negate(MemorySegment point) {
      run(() -> negate.invoke(point, true));
    }

    void map(MemorySegment out, MemorySegment fieldElement) {
      run(() -> map.invoke(out, fieldElement, MemorySegment.NULL));
    }

    /** False when the bytes are not a point of the curve. */
    boolean uncompress(MemorySegment affine, MemorySegment bytes) {
      return (int) call(() -> uncompress.invoke(affine, bytes)) == 0;
    }

    /** The sum of {@code count} affine points, none infinity, times their scalars. */
    void multiExp(
        MemorySegment out, MemorySegment points, MemorySegment scalars, long count, Arena arena) {
      MemorySegment scratch =
          arena.allocate((long) call(() -> scratchSize.invoke(count)), Long.BYTES);
      MemorySegment pointList = listOf(points, arena);
      MemorySegment scalarList = listOf(scalars, arena);
      run(() -> pippenger.invoke(out, pointList, count, scalarList, SCALAR_BITS, scratch));
    }

    /** blst reads a list of one pointer and NULL as elements one behind the other. */
    private static MemorySegment listOf(MemorySegment first, Arena arena) {
      MemorySegment list = arena.allocate(ADDRESS, 2);
      list.setAtIndex(ADDRESS, 0, first);
      return list;
    }
  }

  private static final long SCALAR_BITS = 256;
  private static final SymbolLookup LIBRARY = library();

  static final Group G1 = new Group(1, FP_BYTES);
  static final Group G2 = new Group(2, 2 * FP_BYTES);

  private static final MethodHandle FP_FROM = procedure("blst_fp_from_bendian", ADDRESS, ADDRESS);
  private static final MethodHandle FP_TO = procedure("blst_bendian_from_fp", ADDRESS, ADDRESS);
  private static final MethodHandle MILLER_LOOP =
      procedure("blst_miller_loop", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle FP12_MUL =
      procedure("blst_fp12_mul", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle FINAL_EXP = procedure("blst_final_exp", ADDRESS, ADDRESS);
  private static final MethodHandle FP12_IS_ONE =
      function("blst_fp12_is_one", JAVA_BOOLEAN, ADDRESS);

  private Blst() {}

  private static SymbolLookup library() {
    try {
      CKZG4844JNI.loadNativeLibrary();
      return SymbolLookup.loaderLookup();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(Throwable cause) {
    return new IllegalStateException(
        "BLS12-381 and KZG need the native library of jc-kzg-4844 (linux, macOS or windows on amd64"
            + " or aarch64), a temporary folder that allows executables, and"
            + " --enable-native-access=ALL-UNNAMED",
        cause);
  }

  private static MethodHandle procedure(String name, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.ofVoid(arguments));
  }

  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(result, arguments));
  }

  // Calling native code is what this class is for.
  @SuppressWarnings("restricted")
  private static MethodHandle link(String name, FunctionDescriptor descriptor) {
    MemorySegment symbol =
        LIBRARY
            .find(name)
            .orElseThrow(() -> missing(new UnsatisfiedLinkError("no symbol " + name)));
    return Linker.nativeLinker().downcallHandle(symbol, descriptor);
  }

  static void fpFromBigEndian(MemorySegment out, MemorySegment bytes) {
    run(() -> FP_FROM.invoke(out, bytes));
  }

  static void fpToBigEndian(MemorySegment out, MemorySegment fp) {
    run(() -> FP_TO.invoke(out, fp));
  }

  static void millerLoop(MemorySegment out, MemorySegment g2Affine, MemorySegment g1Affine) {
    run(() -> MILLER_LOOP.invoke(out, g2Affine, g1Affine));
  }

  static void multiply(MemorySegment out, MemorySegment a, MemorySegment b) {
    run(() -> FP12_MUL.invoke(out, a, b));
  }

  /** Whether the final exponentiation of {@code f} gives 1; overwrites f. */
  static boolean finallyIsOne(MemorySegment f) {
    run(() -> FINAL_EXP.invoke(f, f));
    return (boolean) call(() -> FP12_IS_ONE.invoke(f));
  }

  private interface NativeCall {
    Object invoke() throws Throwable;
  }

  private interface NativeProcedure {
    void invoke() throws Throwable;
  }

  private static void run(NativeProcedure procedure) {
    try {
      procedure.invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("a call of blst failed", e);
    }
  }

  private static Object call(NativeCall function) {
    try {
      return function.invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("a call of blst failed", e);
    }
  }
}
