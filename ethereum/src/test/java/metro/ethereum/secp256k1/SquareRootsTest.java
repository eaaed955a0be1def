package metro.ethereum.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * All ways to take roots give the same, of squares and of others. This module's tests have vectors.
 */
final class SquareRootsTest {
  @Test
  void vectorsAreUsedWhereTheProcessorHasThem() {
    assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isPresent();
    assertThat(SquareRoots.fastest() instanceof VectorSquareRoots)
        .isEqualTo(VectorSquareRoots.isSupported());
  }

  @RepeatedTest(200)
  void vectorsAgreeWithOneByOne(RepetitionInfo info) {
    SplittableRandom random = new SplittableRandom(info.getCurrentRepetition());
    int count = random.nextInt(0, 40);
    long[] x = new long[count * Field.LIMBS];
    for (int i = 0; i < count; i++) {
      fill(x, i * Field.LIMBS, random);
    }
    long[] expected = new long[x.length];
    long[] found = new long[x.length];
    SquareRoots.oneByOne().all(expected, x, count);
    new VectorSquareRoots().all(found, x, count);
    for (int i = 0; i < x.length; i += Field.LIMBS) {
      Field.normalize(expected, i);
      Field.normalize(found, i);
    }
    assertThat(found).isEqualTo(expected);
  }

  /** Weight one, of either sign, often near 0, near p or at the edge of what limbs may be. */
  private static void fill(long[] x, int at, SplittableRandom random) {
    int kind = random.nextInt(5);
    for (int j = 0; j < Field.LIMBS; j++) {
      long bound = j == Field.LIMBS - 1 ? Field.TOP_MASK : Field.MASK;
      x[at + j] =
          switch (kind) {
            case 0 -> j == 0 ? random.nextInt(4) : 0;
            case 1 -> j == 0 ? bound - Field.C + 1 - random.nextInt(3) : bound;
            case 2 -> random.nextBoolean() ? bound + 1 : -bound - 1;
            default -> random.nextLong(0, bound + 1);
          };
    }
    if (random.nextInt(8) == 0) {
      Arrays.fill(x, at, at + Field.LIMBS, 0);
    }
  }
}
