package metro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {
  @Test
  void streamsTakeTurnsInOnePlan() {
    Pace.Open pace = new Pace.Open(1_000);
    long ms = TimeUnit.MILLISECONDS.toNanos(1);
    assertThat(pace.intended(5, 0, 0, 4)).isEqualTo(5);
    assertThat(pace.intended(5, 0, 3, 4)).isEqualTo(5 + 3 * ms);
    assertThat(pace.intended(5, 2, 1, 4)).isEqualTo(5 + 9 * ms);
  }
}
