package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SigningScheduleTest {
  @Test
  void theRoundestHeightInReachComesFirst() {
    for (long signed = 0; signed < 130; signed++) {
      for (long applied = signed + 1; applied < 260; applied++) {
        long next = SigningSchedule.next(signed, applied);
        assertThat(next).isBetween(signed + 1, applied);
        for (long other = signed + 1; other <= applied; other++) {
          assertThat(Long.numberOfTrailingZeros(other))
              .isLessThanOrEqualTo(Long.numberOfTrailingZeros(next));
        }
      }
    }
  }

  @Test
  void aBacklogIsWorkedOffInLogarithmicallyManySteps() {
    long signed = 12_345;
    int steps = 0;
    while (signed < 1_000_000) {
      signed = SigningSchedule.next(signed, 1_000_000);
      steps++;
    }
    assertThat(signed).isEqualTo(1_000_000);
    assertThat(steps).isLessThanOrEqualTo(20);
  }

  @Test
  void thereIsNothingToSignBackwards() {
    assertThatThrownBy(() -> SigningSchedule.next(7, 7))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
