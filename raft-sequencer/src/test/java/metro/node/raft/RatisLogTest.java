package metro.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import metro.node.log.ProposeException;
import metro.node.testing.Await;
import metro.node.testing.LoggedErrors;
import metro.node.testing.Person;
import metro.node.testing.TestCommittee;
import metro.state.ApplyResult;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedItem;
import metro.state.Outcome;
import metro.state.RejectReason;
import metro.state.RollupId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RatisLogTest {
  private static final RollupId A = TestCommittee.A;

  private final Person alice = new Person(1);
  @TempDir Path directory;
  private LoggedErrors errors;

  @BeforeEach
  void watchLog() {
    errors = LoggedErrors.watch();
  }

  @AfterEach
  void failOnLoggedErrors() {
    errors.close();
    assertThat(errors.messages()).isEmpty();
  }

  private static BlockProposal proposal(ProposedItem... items) {
    return new BlockProposal(System.currentTimeMillis(), false, List.of(items));
  }

  private static ApplyResult get(CompletableFuture<ApplyResult> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no result of a proposal", e);
    }
  }

  @Test
  void everyMemberAppliesWhatTheLeaderProposesInOrder() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      RaftMember leader = committee.leader();
      List<CompletableFuture<ApplyResult>> results = new ArrayList<>();
      for (int nonce = 0; nonce < 100; nonce++) {
        results.add(leader.log.propose(proposal(alice.proposed(A, nonce))));
      }
      for (int i = 0; i < results.size(); i++) {
        assertThat(get(results.get(i)).block().orElseThrow().height()).isEqualTo(i + 1);
      }
      committee.awaitHeight(100);
      committee.requireEqualChains(0, 100);
      assertThat(committee.fatal()).isEmpty();
    }
  }

  @Test
  void anotherMemberThanTheLeaderSaysWhoLeads() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      RaftMember leader = committee.leader();
      get(leader.log.propose(proposal(alice.proposed(A, 0))));
      committee.awaitHeight(1);
      RaftMember other =
          committee.running.values().stream().filter(m -> m != leader).findFirst().orElseThrow();
      assertThat(other.log.leaderName()).contains(leader.name);
      CompletableFuture<ApplyResult> refused = other.log.propose(proposal(alice.proposed(A, 1)));
      assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              ProposeException.NotLeader.class,
              e -> assertThat(e.suggested()).contains(leader.name));
    }
  }

  @Test
  void theSameItemsProposedTwiceAreTakenOnce() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      RaftMember leader = committee.leader();
      BlockProposal twice = proposal(alice.proposed(A, 0));
      assertThat(get(leader.log.propose(twice)).outcomes().getFirst())
          .isInstanceOf(Outcome.Accepted.class);
      ApplyResult again = get(leader.log.propose(twice));
      assertThat(again.block()).isEmpty();
      assertThat(again.outcomes().getFirst())
          .isInstanceOfSatisfying(
              Outcome.Rejected.class,
              r ->
                  assertThat(r.reason())
                      .isIn(RejectReason.ALREADY_KNOWN, RejectReason.NONCE_TOO_LOW));
    }
  }

  @Test
  void aLeaderChangeLosesNothingThatWasAcknowledged() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      int nonce = 0;
      for (int round = 0; round < 3; round++) {
        RaftMember leader = committee.leader();
        List<CompletableFuture<ApplyResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          results.add(leader.log.propose(proposal(alice.proposed(A, nonce + i))));
        }
        get(results.get(9));
        committee.stop(leader.name);
        for (CompletableFuture<ApplyResult> result : results) {
          assertThat(result).isDone();
        }
        long acknowledged = results.stream().filter(r -> !r.isCompletedExceptionally()).count();
        RaftMember next = committee.leader();
        assertThat(next.chain.height()).isGreaterThanOrEqualTo(nonce + acknowledged);
        nonce = (int) next.chain.height();
        committee.start(leader.name);
        committee.awaitHeight(nonce);
        committee.requireEqualChains(0, nonce);
      }
      assertThat(committee.fatal()).isEmpty();
    }
  }

  @Test
  void theMemberThatIsNamedLeadsNextAndNothingAcknowledgedIsLost() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      int nonce = 0;
      for (String successor : List.of("b", "c", "a")) {
        RaftMember next = Objects.requireNonNull(committee.running.get(successor));
        List<CompletableFuture<ApplyResult>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          results.add(committee.leader().log.propose(proposal(alice.proposed(A, nonce + i))));
        }
        Await.until(
            successor + " leads",
            () -> committee.leader().log.handTo(successor).join() && next.log.isLeader());
        Await.until(
            "every proposal has a result",
            () -> results.stream().allMatch(CompletableFuture::isDone));
        long acknowledged = results.stream().filter(r -> !r.isCompletedExceptionally()).count();
        assertThat(next.chain.height()).isGreaterThanOrEqualTo(nonce + acknowledged);
        nonce = (int) next.chain.height();
      }
      committee.awaitHeight(nonce);
      committee.requireEqualChains(0, nonce);
      assertThat(committee.fatal()).isEmpty();
    }
  }

  @Test
  void leadershipIsNotHandedToStrangersNorByFollowers() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      RaftMember leader = committee.leader();
      RaftMember other =
          committee.running.values().stream().filter(m -> m != leader).findFirst().orElseThrow();
      assertThat(leader.log.handTo("z").join()).isFalse();
      assertThat(other.log.handTo(leader.name).join()).isFalse();
    }
  }

  @Test
  void allMembersGoOnAfterAllWereStopped() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      for (int nonce = 0; nonce < 30; nonce++) {
        get(committee.leader().log.propose(proposal(alice.proposed(A, nonce))));
      }
      TestCommittee.names(3).forEach(committee::stop);
      TestCommittee.names(3).forEach(committee::start);
      ApplyResult next = get(committee.leader().log.propose(proposal(alice.proposed(A, 30))));
      assertThat(next.block().orElseThrow().height()).isEqualTo(31);
      committee.awaitHeight(31);
      committee.requireEqualChains(0, 31);
    }
  }

  @Test
  void aMemberThatWasAwayForLongComesBackBySnapshot() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      get(committee.leader().log.propose(proposal(alice.proposed(A, 0))));
      String away =
          committee.running.values().stream()
              .filter(m -> !m.log.isLeader())
              .findFirst()
              .orElseThrow()
              .name;
      committee.stop(away);
      RaftMember leader = committee.leader();
      for (int nonce = 1; nonce <= 1_200; nonce++) {
        get(leader.log.propose(proposal(alice.proposed(A, nonce))));
      }
      for (RaftMember member : committee.running.values()) {
        member.log.snapshot();
      }
      get(leader.log.propose(proposal(alice.proposed(A, 1_201))));

      RaftMember back = committee.start(away);
      committee.awaitHeight(1_202);
      committee.requireEqualChains(1, 1_202);
      assertThat(back.installedSnapshots()).isPositive();

      committee.stop(away);
      committee.start(away);
      get(committee.leader().log.propose(proposal(alice.proposed(A, 1_202))));
      committee.awaitHeight(1_203);
      committee.requireEqualChains(1, 1_203);
      assertThat(committee.fatal()).isEmpty();
    }
  }
}
