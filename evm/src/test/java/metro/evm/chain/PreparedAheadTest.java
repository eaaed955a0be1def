package metro.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import org.junit.jupiter.api.Test;

final class PreparedAheadTest {
  private final PreparedAhead ahead = new PreparedAhead(2);

  private static Bytes raw(int number) {
    return Bytes.wrap(new byte[] {(byte) number});
  }

  private static FutureTask<Prepared> task() {
    return new FutureTask<>(
        () -> new Prepared.Unusable(new Outcome.Skipped(Hash.ZERO, 1, "a test's")));
  }

  @Test
  void eachIsGivenOutOnceAndNotTakenInTwice() {
    FutureTask<Prepared> first = task();
    assertThat(ahead.add(raw(1), first)).isTrue();
    assertThat(ahead.add(raw(1), task())).isFalse();
    assertThat(ahead.take(raw(1))).containsSame(first);
    assertThat(ahead.take(raw(1))).isEmpty();
  }

  @Test
  void theOldestIsForgotten() {
    for (int i = 1; i <= 3; i++) {
      ahead.add(raw(i), task());
    }
    assertThat(ahead.take(raw(1))).isEmpty();
    assertThat(ahead.take(raw(2))).isPresent();
    assertThat(ahead.take(raw(3))).isPresent();
  }
}
