package metro.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of scripts/kill-poster. */
final class KillPosterTest {
  @TempDir Path directory;

  @Test
  void killingThePosterLeavesEachBatchAndEachTransactionOnTheDaLayerOnce() throws Exception {
    assertThat(new KillPoster(3).run(directory)).isEmpty();
  }
}
