package metro.cli.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of scripts/restarts. */
final class RestartsTest {
  private static final int BLOCKS = 200;

  @TempDir Path directory;

  @Test
  void killingAllMembersAtOnceLosesAndDoublesNothingThatWasAcknowledged() throws Exception {
    assertThat(new AllKilled(1).run(directory)).isEmpty();
  }

  @Test
  void aMemberThatMissedWhatTheLogHoldsComesBackBySnapshot() throws Exception {
    assertThat(new LongAway(BLOCKS).run(directory)).isEmpty();
  }

  @Test
  void aWipedMemberDoesNotVoteUnderItsOldNameAndTheOthersGoOn() throws Exception {
    assertThat(new WipedDisk().run(directory)).isEmpty();
  }

  @Test
  void aWipedMemberComesBackByRejoiningAndCountsAgain() throws Exception {
    assertThat(new Rejoined().run(directory)).isEmpty();
  }
}
