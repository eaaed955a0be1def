package metro.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KillLeaderTest {
  @TempDir Path directory;

  @Test
  void killingTheLeaderLosesAndDoublesNothingThatWasAcknowledged() throws Exception {
    KillLeader.Result result = new KillLeader(1, directory).run();
    assertThat(result.problems()).isEmpty();
    assertThat(result.gapsMs()).hasSize(1);
    assertThat(result.acknowledged()).isPositive();
  }
}
