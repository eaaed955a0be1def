package metro.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatiosTest {
  @Test
  void theVerdictFollowsTheMedian() {
    assertThat(ratio(true, 0.5, 0.7, 0.9).verdict()).isEqualTo("met");
    assertThat(ratio(true, 0.3, 0.3, 0.9).verdict()).isEqualTo("missed by a factor of 2.00");
    assertThat(ratio(false, 0.3, 0.5).verdict()).isEqualTo("met");
    assertThat(ratio(false, 1.2, 1.2).verdict()).isEqualTo("missed by a factor of 2.00");
    assertThat(ratio(true).verdict()).isEqualTo("not measured");
  }

  private static Ratio ratio(boolean atLeast, Double... values) {
    return new Ratio("promise", "formula", List.of(values), 0.6, atLeast);
  }
}
