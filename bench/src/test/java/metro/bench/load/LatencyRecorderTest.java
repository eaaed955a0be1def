package metro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import metro.bench.result.Latency;
import org.junit.jupiter.api.Test;

final class LatencyRecorderTest {
  @Test
  void percentilesAreThoseOfWhatWasRecorded() {
    LatencyRecorder recorder = new LatencyRecorder();
    for (int ms = 1; ms <= 1_000; ms++) {
      recorder.record(TimeUnit.MILLISECONDS.toNanos(ms));
    }
    Latency latency = recorder.take();
    assertThat(latency.count()).isEqualTo(1_000);
    assertThat(latency.p50Ms()).isCloseTo(500, within(1.0));
    assertThat(latency.p99Ms()).isCloseTo(990, within(1.0));
    assertThat(latency.maxMs()).isCloseTo(1_000, within(1.0));
    assertThat(recorder.take()).isEqualTo(Latency.NONE);
  }
}
