package metro.node.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class CourtesyTest {
  /** Niceness is field 19 of proc_pid_stat(5); the name before may hold spaces. */
  private static final int NICENESS_AFTER_NAME = 16;

  @Test
  @EnabledOnOs(OS.LINUX)
  void onlyTheThreadThatGivesWayIsNicer() throws Exception {
    int usual = niceness();
    CompletableFuture<Integer> found = new CompletableFuture<>();
    Thread.ofPlatform().start(Courtesy.of(() -> found.complete(niceness()))).join();
    assertThat(found).isCompletedWithValue(Math.min(19, Math.max(usual, Courtesy.NICENESS)));
    assertThat(niceness()).isEqualTo(usual);
  }

  private static int niceness() {
    try {
      String stat = Files.readString(Path.of("/proc/thread-self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Integer.parseInt(fields[NICENESS_AFTER_NAME]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
