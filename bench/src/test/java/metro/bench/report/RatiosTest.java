package metro.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import metro.bench.result.Environment;
import metro.bench.result.Latency;
import metro.bench.result.LoadStep;
import metro.bench.result.Names;
import metro.bench.result.Run;
import metro.bench.result.Yardstick;
import metro.bench.yardstick.Recoveries;
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

  /** A machine that is twice as fast for one step has twice the bound for it. */
  @Test
  void eachStepIsJudgedByTheRecoveriesMeasuredBeforeIt() {
    Run run =
        new Run(
            new Environment("", "", 2, "", 0, "", "", 0),
            4,
            List.of(step(1, 3_000), step(2, 6_000), step(3, 9_000)),
            List.of(),
            List.of(recoveries(2, 20_000), recoveries(1, 10_000)),
            List.of());
    assertThat(Ratios.of(run).getFirst().values()).containsExactly(0.6, 0.6);
    assertThat(Ratios.signatureBound(run)).isEqualTo(7_500);
  }

  private static Yardstick recoveries(int repetition, double perSecond) {
    return new Yardstick(Recoveries.before(Names.TRANSFERS), repetition, perSecond, "1/s");
  }

  private static LoadStep step(int repetition, double orderedPerSecond) {
    return new LoadStep(
        Names.TRANSFERS,
        repetition,
        "",
        "",
        0,
        1,
        0,
        0,
        orderedPerSecond,
        0,
        Map.of(),
        Latency.NONE,
        Latency.NONE,
        0,
        0,
        Map.of(),
        0);
  }

  private static Ratio ratio(boolean atLeast, Double... values) {
    return new Ratio("promise", "formula", List.of(values), 0.6, atLeast);
  }
}
