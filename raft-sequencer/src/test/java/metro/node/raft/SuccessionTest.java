package metro.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metro.node.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class SuccessionTest {
  /** Too long for an election by silence while a test looks. */
  private static final RaftSettings.Timing SLOW =
      new RaftSettings.Timing(Duration.ofSeconds(8), Duration.ofSeconds(9), Duration.ofSeconds(30));

  private final Logger logger = (Logger) LoggerFactory.getLogger(Succession.class);
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();
  @TempDir Path directory;

  @BeforeEach
  void listen() {
    told.start();
    logger.addAppender(told);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(told);
  }

  private static void tell(RaftMember member, String lost) {
    try {
      member.log.connectionLost(lost);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All but {@code leader}, as soon as they know that it leads. */
  private static List<RaftMember> followersThatKnow(RaftCommittee committee, String leader) {
    List<RaftMember> others =
        committee.running.values().stream().filter(m -> !m.name.equals(leader)).toList();
    Await.until(
        "all know who leads",
        () -> others.stream().allMatch(m -> m.log.leaderName().filter(leader::equals).isPresent()));
    return others;
  }

  @Test
  void whenTheLeadersProcessIsGoneAnotherStandsAtOnce() throws Exception {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, SLOW, RaftCommittee.SMALL)) {
      String gone = committee.leader().name;
      List<RaftMember> others = followersThatKnow(committee, gone);
      committee.stop(gone);
      List<Thread> threads = new ArrayList<>();
      for (RaftMember other : others) {
        threads.add(Thread.ofVirtual().start(() -> tell(other, gone)));
      }
      assertThat(committee.leader().name).isNotEqualTo(gone);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(told.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .contains("the process of " + gone + ", which led, is gone: standing for election");
    }
  }

  @Test
  void aLeaderThatIsThereAndFollowersThatAreNotChangeNothing() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, SLOW, RaftCommittee.SMALL)) {
      String leader = committee.leader().name;
      List<RaftMember> others = followersThatKnow(committee, leader);
      tell(others.getFirst(), leader);
      committee.stop(others.getLast().name);
      tell(others.getFirst(), others.getLast().name);
      assertThat(told.list).isEmpty();
    }
  }
}
