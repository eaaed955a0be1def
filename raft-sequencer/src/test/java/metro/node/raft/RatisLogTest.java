package metro.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /** The result; empty when leadership moved, with which the proposal may be lost. */
  private static Optional<ApplyResult> resultOf(CompletableFuture<ApplyResult> future) {
    try {
      return Optional.of(future.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      assertThat(e)
          .cause()
          .isInstanceOfAny(ProposeException.NotLeader.class, ProposeException.OutcomeUnknown.class);
      return Optional.empty();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no result of a proposal", e);
    }
  }

  /** The result of {@code proposal}, which is made again when leadership moved. */
  private static ApplyResult decide(RaftCommittee committee, BlockProposal proposal) {
    return Await.present(
        "a proposal has a result", () -> resultOf(committee.leader().log.propose(proposal)));
  }

  /** Orders Alice's transaction; with all before it in blocks of their own. */
  private void order(RaftCommittee committee, int nonce) {
    requireOrdered(nonce, decide(committee, proposal(alice.proposed(A, nonce))));
  }

  /** Whoever proposed again for want of a result may find it taken; that makes no block. */
  private static void requireOrdered(int nonce, ApplyResult result) {
    switch (result.outcomes().getFirst()) {
      case Outcome.Accepted _ ->
          assertThat(result.block().orElseThrow().height()).isEqualTo(nonce + 1);
      case Outcome.Rejected r -> {
        assertThat(r.reason()).isIn(RejectReason.ALREADY_KNOWN, RejectReason.NONCE_TOO_LOW);
        assertThat(result.block()).isEmpty();
      }
    }
  }

  /** Proposes without waiting for results, to who leads now. */
  private List<CompletableFuture<ApplyResult>> pipeline(RaftMember leader, int from, int to) {
    List<CompletableFuture<ApplyResult>> results = new ArrayList<>();
    for (int nonce = from; nonce < to; nonce++) {
      results.add(leader.log.propose(proposal(alice.proposed(A, nonce))));
    }
    return results;
  }

  /** How many were told that their block stands. */
  private static long acknowledged(List<CompletableFuture<ApplyResult>> results) {
    Await.until(
        "every proposal has a result", () -> results.stream().allMatch(CompletableFuture::isDone));
    return results.stream()
        .filter(r -> !r.isCompletedExceptionally() && r.join().block().isPresent())
        .count();
  }

  @Test
  void everyMemberAppliesWhatTheLeaderProposesInOrder() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      int ordered = 0;
      while (ordered < 100) {
        for (CompletableFuture<ApplyResult> future : pipeline(committee.leader(), ordered, 100)) {
          Optional<ApplyResult> result = resultOf(future);
          if (result.isEmpty()) {
            break; // What follows has a gap before it.
          }
          requireOrdered(ordered++, result.get());
        }
      }
      committee.awaitHeight(100);
      committee.requireEqualChains(0, 100);
      for (RaftMember member : committee.running.values()) {
        assertThat(member.chain.height()).isEqualTo(100);
        assertThat(member.chain.view().ledger().lane(A, alice.address()).next()).isEqualTo(100);
      }
      assertThat(committee.fatal()).isEmpty();
    }
  }

  @Test
  void anotherMemberThanTheLeaderSaysWhoLeads() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      order(committee, 0);
      Await.until(
          "another member than the leader says who leads",
          () -> {
            RaftMember leader = committee.leader();
            RaftMember other = committee.otherThan(leader);
            Optional<String> said = other.log.leaderName();
            CompletableFuture<ApplyResult> refused =
                other.log.propose(proposal(alice.proposed(A, 1)));
            return said.equals(Optional.of(leader.name))
                && catchThrowable(() -> refused.get(60, TimeUnit.SECONDS))
                    instanceof ExecutionException e
                && e.getCause() instanceof ProposeException.NotLeader notLeader
                && notLeader.suggested().equals(said);
          });
    }
  }

  @Test
  void theSameItemsProposedTwiceAreTakenOnce() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      BlockProposal twice = proposal(alice.proposed(A, 0));
      requireOrdered(0, decide(committee, twice));
      ApplyResult again = decide(committee, twice);
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
      int changes = 0;
      while (changes < 3) {
        RaftMember leader = committee.leader();
        List<CompletableFuture<ApplyResult>> results = pipeline(leader, nonce, nonce + 20);
        Await.until(
            "a proposal has a result", () -> results.stream().anyMatch(CompletableFuture::isDone));
        committee.stop(leader.name);
        long acknowledged = acknowledged(results);
        long atLeast = nonce + acknowledged;
        Await.until(
            "the next leader has what was acknowledged",
            () -> committee.leader().chain.height() >= atLeast);
        nonce = (int) committee.leader().chain.height();
        committee.start(leader.name);
        committee.awaitHeight(nonce);
        committee.requireEqualChains(0, nonce);
        // A leader that had lost its office before it was stopped shows nothing.
        changes += acknowledged > 0 ? 1 : 0;
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
        List<CompletableFuture<ApplyResult>> results =
            pipeline(committee.leader(), nonce, nonce + 20);
        Await.until(
            successor + " leads",
            () -> committee.leader().log.handTo(successor).join() && next.log.isLeader());
        long atLeast = nonce + acknowledged(results);
        Await.until(successor + " has what was acknowledged", () -> next.chain.height() >= atLeast);
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
      assertThat(committee.leader().log.handTo("z").join()).isFalse();
      Await.until(
          "who does not lead hands over nothing",
          () -> {
            RaftMember leader = committee.leader();
            return !committee.otherThan(leader).log.handTo(leader.name).join();
          });
    }
  }

  @Test
  void allMembersGoOnAfterAllWereStopped() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      for (int nonce = 0; nonce < 30; nonce++) {
        order(committee, nonce);
      }
      TestCommittee.names(3).forEach(committee::stop);
      TestCommittee.names(3).forEach(committee::start);
      order(committee, 30);
      committee.awaitHeight(31);
      committee.requireEqualChains(0, 31);
    }
  }

  @Test
  void aMemberThatWasAwayForLongComesBackBySnapshot() throws IOException {
    try (RaftCommittee committee = new RaftCommittee(directory, 3, RaftCommittee.SMALL)) {
      order(committee, 0);
      String away = committee.otherThan(committee.leader()).name;
      committee.stop(away);
      for (int nonce = 1; nonce <= 1_200; nonce++) {
        order(committee, nonce);
      }
      // Whoever leads later has no log for who is away.
      committee.awaitHeight(1_201);
      for (RaftMember member : committee.running.values()) {
        member.log.snapshot();
      }
      order(committee, 1_201);

      RaftMember back = committee.start(away);
      committee.awaitHeight(1_202);
      committee.requireEqualChains(1, 1_202);
      Await.until("it has heard that it was replaced", () -> back.installedSnapshots() > 0);

      committee.stop(away);
      committee.start(away);
      order(committee, 1_202);
      committee.awaitHeight(1_203);
      committee.requireEqualChains(1, 1_203);
      assertThat(committee.fatal()).isEmpty();
    }
  }
}
