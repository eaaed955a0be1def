package metro.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.node.log.ProposeException;
import metro.node.log.RaftLog;
import metro.node.rpc.RpcConfig;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import metro.state.ApplyResult;
import metro.state.Block;
import metro.state.LogEntry;
import metro.state.RejectReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients keep their answers although leadership comes and goes under load. */
@Timeout(180)
final class LostLeadershipTest {
  private static final int KINDS_OF_LOSS = 3;
  private static final long A = SoloMember.A;
  private static final long B = SoloMember.B;

  @TempDir Path directory;

  /** A log that loses leadership now and then, before or after it took an entry. */
  private static final class Shaky implements RaftLog {
    private final RaftLog log;
    private final SplittableRandom random;
    private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean leads = true;
    private int proposed;
    int losses;

    Shaky(RaftLog log, long seed) {
      this.log = log;
      this.random = new SplittableRandom(seed);
    }

    @Override
    public CompletableFuture<ApplyResult> propose(LogEntry entry) {
      // However few there are, each kind of loss happens.
      int fate = proposed < KINDS_OF_LOSS ? proposed++ : random.nextInt(12);
      return switch (fate) {
        case 0 -> {
          flicker();
          yield CompletableFuture.failedFuture(new ProposeException.NotLeader(Optional.empty()));
        }
        case 1 -> {
          flicker();
          yield unknown();
        }
        case 2 ->
            log.propose(entry)
                .thenCompose(result -> {
                  flicker();
                  return unknown();
                });
        default -> log.propose(entry);
      };
    }

    private static CompletableFuture<ApplyResult> unknown() {
      return CompletableFuture.failedFuture(new ProposeException.OutcomeUnknown("shaken"));
    }

    private synchronized void flicker() {
      losses++;
      leads = false;
      listeners.forEach(l -> l.onFollower(Optional.empty()));
      leads = true;
      listeners.forEach(LeadershipListener::onLeader);
    }

    @Override
    public boolean isLeader() {
      return leads;
    }

    @Override
    public Optional<String> leaderName() {
      return leads ? log.leaderName() : Optional.empty();
    }

    @Override
    public void addLeadershipListener(LeadershipListener listener) {
      listeners.add(listener);
      listener.onLeader();
    }
  }

  @Test
  void every_transaction_is_answered_and_stands_in_the_chain_once() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<Shaky> shaken = new ArrayList<>();
    try (SoloMember member =
        SoloMember.start(
            directory,
            IngressLimits.defaults(2),
            RpcConfig.loopback(0, 0),
            log -> {
              shaken.add(new Shaky(log, seed));
              return shaken.getFirst();
            })) {
      List<Bytes> sent = new ArrayList<>();
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      // Enough to wait for that some proposals fly above others.
      for (int w = 1; w <= 20; w++) {
        Wallet wallet = new Wallet(w);
        for (int nonce = 0; nonce < 30; nonce++) {
          for (long chain : new long[] {A, B}) {
            Bytes raw = wallet.transfer(chain, nonce, 1);
            sent.add(raw);
            answers.add(member.ingress().submit(raw).answer());
          }
        }
      }
      answers.forEach(a -> assertThat(a.join()).isInstanceOf(Answer.Ordered.class));
      Set<Hash> ordered = new HashSet<>();
      for (long height = 1; height <= member.chain().height(); height++) {
        for (Block.Item item : member.chain().block(height).orElseThrow().items()) {
          assertThat(ordered.add(Wallet.hash(item.raw()))).isTrue();
        }
      }
      assertThat(ordered)
          .containsExactlyInAnyOrderElementsOf(sent.stream().map(Wallet::hash).toList());
      assertThat(shaken.getFirst().losses).isGreaterThanOrEqualTo(KINDS_OF_LOSS);
    }
  }

  @Test
  void whoever_cannot_be_answered_in_time_is_told_so() {
    RaftLog nobody =
        new RaftLog() {
          @Override
          public CompletableFuture<ApplyResult> propose(LogEntry entry) {
            throw new AssertionError("nobody leads");
          }

          @Override
          public boolean isLeader() {
            return false;
          }

          @Override
          public Optional<String> leaderName() {
            return Optional.empty();
          }

          @Override
          public void addLeadershipListener(LeadershipListener listener) {
            listener.onFollower(Optional.empty());
          }
        };
    IngressLimits impatient =
        IngressLimits.defaults(2)
            .withWaits(Duration.ofSeconds(2), Duration.ofSeconds(120), Duration.ofMillis(200));
    try (SoloMember member =
        SoloMember.start(directory, impatient, RpcConfig.loopback(0, 0), log -> nobody)) {
      Answer answer = member.ingress().submit(new Wallet(1).transfer(A, 0, 1)).answer().join();
      assertThat(answer)
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              r -> {
                assertThat(r.reason()).isEqualTo(RejectReason.NOT_LEADER);
                assertThat(r.retryAfterMs()).isPositive();
              });
    }
  }
}
