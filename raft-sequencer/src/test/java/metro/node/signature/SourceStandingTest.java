package metro.node.signature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SourceStandingTest {
  private final SourceStanding standing = new SourceStanding();

  private void right(int times) {
    for (int i = 0; i < times; i++) {
      standing.right("a");
    }
  }

  @Test
  void aSourceJoinsAfterItsProbation() {
    right(SourceStanding.PROBATION - 1);
    assertThat(standing.mayJoin("a")).isFalse();
    right(1);
    assertThat(standing.mayJoin("a")).isTrue();
    assertThat(standing.mayJoin("b")).isFalse();
  }

  @Test
  void oneWrongHintPutsItAsideForLong() {
    right(SourceStanding.PROBATION * 100);
    standing.wrong("a");
    right(SourceStanding.PENALTY + SourceStanding.PROBATION - 1);
    assertThat(standing.mayJoin("a")).isFalse();
    right(1);
    assertThat(standing.mayJoin("a")).isTrue();
  }
}
