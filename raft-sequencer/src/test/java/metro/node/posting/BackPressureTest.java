package metro.node.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import metro.da.batch.Namespaces;
import metro.da.batch.PosterConfig;
import metro.da.batch.PostingPolicy;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.ethereum.Bytes;
import metro.node.ingress.Answer;
import metro.node.ingress.IngressLimits;
import metro.node.testing.Await;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import metro.soft.Certificate;
import metro.state.RejectReason;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class BackPressureTest {
  private static final Backlog.Bounds BOUNDS = new Backlog.Bounds(100_000, 400_000);
  private static final int WALLETS = 20;
  private static final int EACH = 12;
  private static final int BYTES = 4_000;
  private static final int POOL_ENTRIES = 10;
  private static final long STEP_NANOS = 5_000_000;
  private static final Duration LONG = Duration.ofMinutes(5);

  private static final PosterConfig POSTER =
      new PosterConfig(
          Optional.empty(),
          Namespaces.DEFAULT,
          new PostingPolicy(Duration.ZERO, 3, 5, 64, 20),
          LONG,
          LONG,
          LONG,
          Duration.ofMillis(5));

  @TempDir Path directory;
  private final AtomicInteger held = new AtomicInteger();
  private final List<Throwable> failed = new CopyOnWriteArrayList<>();
  private volatile boolean stop;

  @Test
  void whileTheDaLayerIsDownIntakeSlowsAndStopsAndThenEverythingDrains() throws Exception {
    CompletableFuture<Backlog> made = new CompletableFuture<>();
    IngressLimits limits =
        IngressLimits.defaults(2).withPool(POOL_ENTRIES, 1 << 20).withWaits(LONG, LONG, LONG);
    List<Thread> threads = new ArrayList<>();
    try (EmbeddedDa da =
            EmbeddedDa.start(EmbeddedDaConfig.in(directory.resolve("da")).every(Duration.ZERO));
        SoloMember member =
            SoloMember.start(
                directory.resolve("member"),
                limits,
                chain -> {
                  Backlog backlog = new Backlog(chain, BOUNDS);
                  backlog.start();
                  made.complete(backlog);
                  return backlog;
                });
        Backlog backlog = made.join();
        PosterThread poster =
            new PosterThread(
                POSTER,
                member.chain(),
                member.log(),
                da.layer(),
                InstantSource.system(),
                (what, cause) -> failed.add(cause))) {
      threads.add(background(() -> certify(member)));
      poster.start();
      List<Thread> senders = new ArrayList<>();
      for (int i = 1; i <= WALLETS; i++) {
        Wallet wallet = new Wallet(i);
        senders.add(background(() -> send(member, wallet)));
      }

      Await.until("intake stops", () -> backlog.cap(1_000_000) == 0 && held.get() > WALLETS);
      // What was on its way lands, and the second is closed.
      Await.until("nothing is ordered any more", () -> standsStill(member));
      assertThat(backlog.bytes()).isLessThan(BOUNDS.stopAt() + POOL_ENTRIES * 2L * BYTES);
      assertThat(member.chain().view().ledger().cursor().postedHeight()).isZero();

      threads.add(background(() -> makeBlocks(da)));
      for (Thread sender : senders) {
        sender.join();
      }
      Await.until(
          "all is posted",
          () -> member.chain().view().ledger().cursor().postedHeight() == member.chain().height());
      Await.until("nothing is counted any more", () -> backlog.bytes() == 0);
      assertThat(backlog.isSlowing()).isFalse();
      for (int i = 1; i <= WALLETS; i++) {
        var lane =
            member
                .chain()
                .view()
                .ledger()
                .lane(new RollupId(SoloMember.B), new Wallet(i).address());
        assertThat(lane.next()).isEqualTo(EACH);
      }
      Bytes again = new Wallet(1).transfer(SoloMember.B, EACH, 1);
      assertThat(submit(member, again)).isInstanceOf(Answer.Ordered.class);
      assertThat(failed).isEmpty();
    } finally {
      stop = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private Thread background(Runnable work) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            work.run();
          } catch (RuntimeException | AssertionError e) {
            failed.add(e);
          }
        });
  }

  /** One transaction after the other, each again and again until it is ordered. */
  private void send(SoloMember member, Wallet wallet) {
    for (int nonce = 0; nonce < EACH; nonce++) {
      Bytes raw = wallet.withData(SoloMember.B, nonce, BYTES);
      while (!stop && !(submit(member, raw) instanceof Answer.Ordered)) {
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }

  private Answer submit(SoloMember member, Bytes raw) {
    try {
      Answer answer = member.ingress().submit(raw).answer().get(5, TimeUnit.MINUTES);
      if (answer instanceof Answer.Refused refused) {
        assertThat(refused.reason()).isIn(RejectReason.DA_BACKLOG, RejectReason.POOL_FULL);
        assertThat(refused.retryAfterMs()).isPositive();
        held.addAndGet(refused.reason() == RejectReason.DA_BACKLOG ? 1 : 0);
      }
      return answer;
    } catch (Exception e) {
      throw new AssertionError("no answer", e);
    }
  }

  /** Whether no block comes while more and more is held back. */
  private boolean standsStill(SoloMember member) {
    long height = member.chain().height();
    int heldThen = held.get();
    Await.until("more is held back", () -> held.get() > heldThen + WALLETS);
    return member.chain().height() == height;
  }

  private void certify(SoloMember member) {
    while (!stop) {
      long height = member.chain().height();
      if (height > member.chain().newestCertificate().map(Certificate::height).orElse(0L)) {
        member.certify(height);
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private void makeBlocks(EmbeddedDa da) {
    while (!stop) {
      da.produceBlock();
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  @Test
  void theCapFallsInAStraightLine() throws Exception {
    try (SoloMember member = SoloMember.start(directory);
        Backlog backlog = new Backlog(member.chain(), new Backlog.Bounds(0, 10_000))) {
      backlog.start();
      assertThat(backlog.cap(1_000)).isEqualTo(1_000);
      submit(member, new Wallet(1).withData(SoloMember.B, 0, 4_000));
      Await.until("it is counted", () -> backlog.bytes() > 4_000);
      assertThat(backlog.cap(1_000)).isEqualTo((int) ((10_000 - backlog.bytes()) / 10));
      assertThat(backlog.isSlowing()).isTrue();
      submit(member, new Wallet(1).withData(SoloMember.B, 1, 8_000));
      Await.until("it is counted", () -> backlog.bytes() > 12_000);
      assertThat(backlog.cap(1_000)).isZero();
    }
    try (SoloMember reopened = SoloMember.start(directory);
        Backlog backlog = new Backlog(reopened.chain(), new Backlog.Bounds(0, 10_000))) {
      backlog.start();
      assertThat(backlog.bytes()).as("what is stored counts").isGreaterThan(12_000);
    }
  }
}
