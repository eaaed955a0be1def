package metro.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import metro.bench.report.Growth.Verdict;
import org.junit.jupiter.api.Test;

final class GrowthTest {
  private static Verdict of(double perHour, double error) {
    return new Growth(perHour, error, 1000).verdict();
  }

  @Test
  void theErrorDecidesWhetherAnythingCanBeTold() {
    assertThat(of(50, 20)).isEqualTo(Verdict.STEADY);
    assertThat(of(-500, 20)).isEqualTo(Verdict.STEADY);
    assertThat(of(50, 30)).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(of(150, 30)).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(of(150, 20)).isEqualTo(Verdict.GROWS);
    assertThat(of(Double.NaN, Double.NaN)).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void growthIsToldWithItsShareOfTheHeap() {
    Growth growth = new Growth(128 * Growth.MIB, 2 * Growth.MIB, 1024 * Growth.MIB);
    assertThat(growth.words()).isEqualTo("+128.0 ± 2.0 MiB/h (+12.5 %)");
  }
}
