package metro.ethereum.secp256k1;

/** Square roots of many field elements: what most of a checked signature's time goes into. */
interface SquareRoots {
  /**
   * r = x^((p + 1) / 4) for each of {@code count} elements of weight one: a root of x where there
   * is one.
   */
  void all(long[] r, long[] x, int count);

  /**
   * Eight at a time where the runtime was started with {@code --add-modules jdk.incubator.vector}
   * and the processor has such vectors, else one by one; the results are the same.
   */
  static SquareRoots fastest() {
    boolean hasModule = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return hasModule && VectorSquareRoots.isSupported() ? new VectorSquareRoots() : oneByOne();
  }

  /** One by one. */
  static SquareRoots oneByOne() {
    FieldPowers powers = new FieldPowers();
    return (r, x, count) -> {
      for (int i = 0; i < count * Field.LIMBS; i += Field.LIMBS) {
        powers.squareRoot(r, i, x, i);
      }
    };
  }
}
