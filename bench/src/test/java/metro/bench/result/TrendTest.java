package metro.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrendTest {
  private static final double CLOSE = 1e-9;

  private static Trend through(double... ys) {
    List<Integer> xs = IntStream.range(0, ys.length).boxed().toList();
    return Trend.of(xs, x -> x, x -> ys[x]);
  }

  @Test
  void aStraightLineIsFoundExactly() {
    assertThat(through(5, 7, 9, 11).slope()).isCloseTo(2, within(CLOSE));
    assertThat(through(5, 7, 9, 11).error()).isCloseTo(0, within(CLOSE));
  }

  @Test
  void teethThatGoNowhereHaveNoSlopeAndAnError() {
    Trend teeth = through(0, 8, 0, 0, 8, 0);
    assertThat(teeth.slope()).isCloseTo(0, within(CLOSE));
    // Residual sum of squares 256/3 over 4 degrees of freedom and 17.5.
    assertThat(teeth.error()).isCloseTo(Math.sqrt(256 / 3.0 / 4 / 17.5), within(CLOSE));
  }

  @Test
  void onePointSaysNothing() {
    assertThat(through(3).slope()).isNaN();
  }

  @Test
  void neighboursThatMoveTogetherCountOnce() {
    List<Integer> xs = IntStream.range(0, 12).boxed().toList();
    Trend means = Trend.ofMeans(xs, 3, x -> x, x -> 3 * (x / 4));
    assertThat(means.slope()).isCloseTo(3 / 4.0, within(CLOSE));
    assertThat(means.error()).isCloseTo(0, within(CLOSE));
    assertThat(Trend.ofMeans(xs.subList(0, 2), 10, x -> x, x -> x).slope())
        .isCloseTo(1, within(CLOSE));
  }
}
