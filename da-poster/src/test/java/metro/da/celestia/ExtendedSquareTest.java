package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import metro.ethereum.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of every extended square, in GF(2^8) and GF(2^16). */
final class ExtendedSquareTest {
  private static final int SAMPLED_AXES = 6;

  /** Rows and columns of all four quarters are codewords: the last quarter is so both ways. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128, 256})
  void everyAxisIsACodeword(int k) {
    ExtendedSquare extended = ExtendedSquare.of(random(k));
    SplittableRandom seeds = new SplittableRandom(k);
    List<Integer> axes =
        2 * k <= 4 * SAMPLED_AXES
            ? IntStream.range(0, 2 * k).boxed().toList()
            : IntStream.range(0, SAMPLED_AXES).mapToObj(i -> seeds.nextInt(2 * k)).toList();
    for (int axis : axes) {
      assertThat(encoded(k, i -> extended.cell(axis, i))).as("row %d", axis).isTrue();
      assertThat(encoded(k, i -> extended.cell(i, axis))).as("column %d", axis).isTrue();
    }
  }

  /** Whether the second half of an axis is the parity of its first. */
  private static boolean encoded(int k, IntFunction<Bytes> cell) {
    byte[] line = new byte[2 * k * Share.SIZE];
    for (int i = 0; i < k; i++) {
      System.arraycopy(cell.apply(i).arrayForReading(), 0, line, i * Share.SIZE, Share.SIZE);
    }
    new LeopardCodec(k).encode(line, 0, k * Share.SIZE, Share.SIZE);
    return IntStream.range(k, 2 * k)
        .allMatch(i ->
            Bytes.wrap(Arrays.copyOfRange(line, i * Share.SIZE, (i + 1) * Share.SIZE))
                .equals(cell.apply(i)));
  }

  /** Two ways to the same roots; parity has the highest namespace and does not raise a row's. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 32})
  void rootsAreThoseOfTheRowsTreesAndParityKeepsOutOfRanges(int k) {
    Square square = random(k);
    DataAvailabilityHeader header = ExtendedSquare.of(square).header();
    byte[] parity = Namespace.PARITY.bytes().toArray();
    Nmt nmt = Nmt.celestia();
    for (int row = 0; row < k; row++) {
      Bytes root = header.rowRoots().get(row);
      assertThat(ExtendedSquare.rowTree(square, row).root()).isEqualTo(root);
      assertThat(nmt.compareHighest(root.arrayForReading(), parity)).isNegative();
    }
    for (int row = k; row < 2 * k; row++) {
      byte[] root = header.rowRoots().get(row).arrayForReading();
      assertThat(nmt.compareLowest(root, parity)).isZero();
      assertThat(nmt.compareHighest(root, parity)).isZero();
    }
    assertThat(header.rowsWith(Namespace.v0(new byte[] {1, 0}))).isNotEmpty();
  }

  @Test
  void anEmptyBlockIsOneShareOfPadding() {
    assertThat(ExtendedSquare.of(Square.EMPTY).header().dataRoot().toString())
        .isEqualTo("0x3d96b7d238e7e0456f6af8e7cdf0a67bd6cf9c2089ecb559c659dcaa1f880353");
  }

  /** Random data in two namespaces. */
  private static Square random(int k) {
    byte[] cells = new byte[k * k * Share.SIZE];
    new SplittableRandom(k).nextBytes(cells);
    for (int i = 0; i < k * k; i++) {
      byte low = (byte) (2 * i < k * k ? 0 : 1);
      Bytes namespace = Namespace.v0(new byte[] {1, low}).bytes();
      System.arraycopy(namespace.arrayForReading(), 0, cells, i * Share.SIZE, Namespace.SIZE);
    }
    return new Square(k, Bytes.wrap(cells));
  }
}
