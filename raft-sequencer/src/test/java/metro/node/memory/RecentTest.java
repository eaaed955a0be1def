package metro.node.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentTest {
  private static final int MAX = 100;

  private final Recent<Integer, Integer> recent = new Recent<>(MAX);

  @Test
  void keepsTheNewestHowOftenOthersWereAskedForBefore() {
    for (int i = 0; i < 10 * MAX; i++) {
      recent.put(i, -i);
      for (int back = 0; back < Math.min(i + 1, MAX / 2); back++) {
        assertThat(recent.find(i - back)).contains(back - i);
      }
    }
  }

  @Test
  void forgetsWhatIsBeyondItsBound() {
    for (int i = 0; i <= 2 * MAX; i++) {
      recent.put(i, i);
    }
    for (int i = 0; i <= MAX; i++) {
      assertThat(recent.find(i)).isEmpty();
    }
  }

  @Test
  void whatIsPutAgainIsReplaced() {
    recent.put(1, 1);
    recent.put(1, 2);
    assertThat(recent.find(1)).contains(2);
  }
}
