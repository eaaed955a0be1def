package metro.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ProcessClockTest {
  private static final int READINGS = 500;

  @Test
  void readsAProcessWhoseThreadsComeAndGo() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread starter = Thread.ofPlatform().start(() -> startAndEndThreads(over));
    try {
      long pid = ProcessHandle.current().pid();
      ProcessClock.Reading before = ProcessClock.read(pid);
      for (int i = 0; i < READINGS; i++) {
        assertThat(ProcessClock.read(pid).threadTicks()).isNotEmpty();
      }
      assertThat(ProcessClock.read(pid).since(before).userSeconds()).isPositive();
    } finally {
      over.set(true);
      starter.join();
    }
  }

  private static void startAndEndThreads(AtomicBoolean over) {
    while (!over.get()) {
      Thread.ofPlatform().name("short").start(() -> {});
    }
  }
}
