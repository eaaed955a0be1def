package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.DaHeight;
import metro.da.Refusal;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.DaTransaction;
import metro.state.Limits;
import metro.state.LogEntry;
import metro.state.PostingCursor;
import org.junit.jupiter.api.Test;

/** Every state with small numbers. */
final class PostingPlanTest {
  private static final PostingPolicy POLICY = new PostingPolicy(Duration.ZERO, 2, 3, 2, 4);
  private static final int MAX = 8;
  private static final Bytes CERTIFICATE = Bytes.fromHex("51");
  private static final Hash HASH = Hash.fromHex("0x" + "11".repeat(32));

  private static PostingAction next(PostingCursor cursor, PostingView view) {
    return PostingPlan.next(cursor, view, POLICY);
  }

  private static PostingCursor prepared(long daHeight) {
    return new PostingCursor(
        4,
        40,
        Hash.ZERO,
        1,
        Optional.of(LogEntry.BatchPrepared.unsigned(5, 40, 50, HASH, daHeight, CERTIFICATE)));
  }

  /** What a member without a key of its own sees. */
  private static PostingView unsigned(
      long certified,
      long fitting,
      boolean due,
      long head,
      long scanned,
      Optional<Sighting> sighting,
      Submission submission) {
    return new PostingView(
        certified, fitting, due, head, scanned, sighting, submission, 0, false, false);
  }

  private static List<Submission> submissions() {
    List<Submission> all = new ArrayList<>(List.of(new Submission.NotTried()));
    for (int h = 0; h <= MAX; h++) {
      all.add(new Submission.Inherited(h));
      all.add(new Submission.InDoubt(h));
      all.add(new Submission.Rejected(h, Refusal.OTHER));
      all.add(new Submission.Claimed(h));
    }
    return all;
  }

  @Test
  void withNothingPreparedABatchIsPreparedExactlyWhenBlocksAreCertifiedAndDue() {
    for (int certified = 38; certified <= 44; certified++) {
      for (int fitting = 38; fitting <= certified; fitting++) {
        for (boolean due : new boolean[] {false, true}) {
          for (int head = 0; head <= MAX; head++) {
            PostingCursor cursor = new PostingCursor(4, 40, Hash.ZERO, 3, Optional.empty());
            PostingView view =
                unsigned(
                    certified, fitting, due, head, 0, Optional.empty(), new Submission.NotTried());
            if (due && certified > 40 && fitting > 40) {
              assertThat(next(cursor, view))
                  .isEqualTo(new PostingAction.Prepare(5, 40, fitting, Math.max(head, 3)));
            } else {
              assertThat(next(cursor, view)).isEqualTo(new PostingAction.Idle());
            }
          }
        }
      }
    }
  }

  @Test
  void aPreparedBatchIsLookedForBeforeItIsSubmittedAndNotSubmittedWhileItMayStillArrive() {
    int submits = 0;
    for (Submission submission : submissions()) {
      for (int preparedAt = 0; preparedAt <= 3; preparedAt++) {
        for (int head = 0; head <= MAX; head++) {
          for (int scanned = preparedAt; scanned <= MAX; scanned++) {
            PostingAction action =
                next(
                    prepared(preparedAt),
                    unsigned(60, 60, true, head, scanned, Optional.empty(), submission));
            check(action, head, scanned, submission);
            submits += action instanceof PostingAction.Submit ? 1 : 0;
          }
        }
      }
    }
    assertThat(submits).isPositive();
  }

  private static void check(PostingAction action, int head, int scanned, Submission submission) {
    switch (action) {
      case PostingAction.Look look -> {
        assertThat(look.firstDaHeight()).isEqualTo(scanned + 1);
        assertThat(look.lastDaHeight()).isBetween(scanned + 1L, Math.min(head, scanned + 2L));
      }
      case PostingAction.Submit submit -> {
        assertThat(scanned).isGreaterThanOrEqualTo(head);
        long quiet =
            switch (submission) {
              case Submission.NotTried n -> 0;
              case Submission.Inherited i -> i.seenAt() + 2;
              case Submission.InDoubt d -> d.triedAt() + 3;
              case Submission.Rejected r -> r.triedAt() + 1;
              case Submission.Claimed c -> c.height() + 3;
              case Submission.Expired e -> throw new AssertionError(e);
            };
        assertThat((long) head).isGreaterThanOrEqualTo(quiet);
      }
      case PostingAction.AwaitDa await -> {
        assertThat(scanned).isGreaterThanOrEqualTo(head);
        assertThat(await.daHeight()).isGreaterThan(head);
      }
      default -> throw new AssertionError(action);
    }
  }

  @Test
  void aSightingIsReportedWhateverElseIsKnown() {
    Sighting sighting = new Sighting(new DaHeight(6), HASH);
    for (Submission submission : submissions()) {
      for (int head = 0; head <= MAX; head++) {
        assertThat(
                next(
                    prepared(2),
                    unsigned(60, 60, true, head, head, Optional.of(sighting), submission)))
            .isEqualTo(new PostingAction.Report(new LogEntry.BatchPosted(5, HASH, 6, HASH)));
      }
    }
  }

  @Test
  void everyPreparedBatchIsSubmittedInTheEndWhenTheLayerGoesOn() {
    for (Submission submission : submissions()) {
      for (int preparedAt = 0; preparedAt <= 3; preparedAt++) {
        int scanned = preparedAt;
        int head = 0;
        PostingAction action = new PostingAction.Idle();
        for (int i = 0; i < 100 && !(action instanceof PostingAction.Submit); i++) {
          action =
              next(
                  prepared(preparedAt),
                  unsigned(60, 60, true, head, scanned, Optional.empty(), submission));
          if (action instanceof PostingAction.Look look) {
            scanned = (int) look.lastDaHeight();
          } else if (action instanceof PostingAction.AwaitDa await) {
            head = (int) await.daHeight();
          }
        }
        assertThat(action).as("%s", submission).isInstanceOf(PostingAction.Submit.class);
      }
    }
  }

  private static final int TIMEOUT = 5;

  private static PostingCursor signed(long daHeight) {
    DaTransaction transaction = new DaTransaction(Bytes.fromHex("aa"), 3, TIMEOUT);
    return new PostingCursor(
        4,
        40,
        Hash.ZERO,
        1,
        Optional.of(
            new LogEntry.BatchPrepared(
                5, 40, 50, HASH, daHeight, CERTIFICATE, Optional.of(transaction))));
  }

  private static List<Submission> signedSubmissions() {
    List<Submission> all = submissions();
    for (int h = 0; h <= MAX; h++) {
      all.add(new Submission.Expired(h));
    }
    return all;
  }

  private static PostingView signing(
      long head, long scanned, Submission submission, boolean tooLarge) {
    return new PostingView(
        60, 45, true, head, scanned, Optional.empty(), submission, 0, tooLarge, true);
  }

  @Test
  void aSignedBatchIsPreparedAnewOnlyAboveItsTimeoutAndWhenTheLayerDoesNotClaimIt() {
    int anew = 0;
    for (Submission submission : signedSubmissions()) {
      for (boolean tooLarge : new boolean[] {false, true}) {
        for (int preparedAt = 0; preparedAt <= 3; preparedAt++) {
          for (int head = 0; head <= MAX; head++) {
            for (int scanned = preparedAt; scanned <= MAX; scanned++) {
              PostingAction action =
                  next(signed(preparedAt), signing(head, scanned, submission, tooLarge));
              boolean may =
                  scanned >= head && head > TIMEOUT && submission instanceof Submission.Expired;
              assertThat(action instanceof PostingAction.Prepare).isEqualTo(may);
              if (action instanceof PostingAction.Prepare prepare) {
                anew++;
                assertThat(prepare)
                    .isEqualTo(new PostingAction.Prepare(5, 40, tooLarge ? 45 : 50, head));
              }
            }
          }
        }
      }
    }
    assertThat(anew).isPositive();
  }

  @Test
  void theSameSignedBytesAreSentOnceForEachHeightUntilTheyExpire() {
    for (Submission submission : signedSubmissions()) {
      PostingAction action = next(signed(2), signing(4, 4, submission, false));
      boolean now =
          switch (submission) {
            case Submission.NotTried n -> true;
            case Submission.Inherited i -> true;
            case Submission.InDoubt d -> d.triedAt() < 4;
            case Submission.Rejected r -> r.triedAt() < 4;
            case Submission.Claimed c -> c.height() < 4;
            case Submission.Expired e -> e.askedAt() < 4;
          };
      assertThat(action)
          .as("%s", submission)
          .isEqualTo(now ? new PostingAction.Submit(5) : new PostingAction.AwaitDa(5));
    }
  }

  @Test
  void withoutAKeyASignedBatchIsLeftAloneUntilItExpires() {
    for (int head = 3; head <= MAX; head++) {
      PostingView view = unsigned(60, 60, true, head, head, Optional.empty(), inherited(3));
      assertThat(next(signed(3), view))
          .isEqualTo(
              head > TIMEOUT
                  ? new PostingAction.Prepare(5, 40, 50, head)
                  : new PostingAction.AwaitDa(head + 1));
    }
  }

  private static Submission inherited(long seenAt) {
    return new Submission.Inherited(seenAt);
  }

  @Test
  void anUnsignedBatchThatIsTooLargeIsMadeSmallerWhenNobodyCanStillHoldIt() {
    long last = 3 + Limits.UNSIGNED_DA_HEIGHTS;
    for (long quietFrom : new long[] {0, last + 10}) {
      for (long head = 3; head < last + 20; head++) {
        Submission rejected = new Submission.Rejected(head - 1, Refusal.TOO_LARGE);
        PostingView view =
            new PostingView(
                60, 45, true, head, head, Optional.empty(), rejected, quietFrom, true, false);
        assertThat(next(prepared(3), view))
            .isEqualTo(
                head > Math.max(last, quietFrom)
                    ? new PostingAction.Prepare(5, 40, 45, head)
                    : new PostingAction.Submit(5));
      }
    }
  }

  @Test
  void aSingleBlockThatIsTooLargeIsNotPreparedAgainAndAgain() {
    Submission rejected = new Submission.Rejected(90, Refusal.TOO_LARGE);
    PostingView view =
        new PostingView(60, 50, true, 91, 91, Optional.empty(), rejected, 0, true, false);
    assertThat(next(prepared(3), view)).isEqualTo(new PostingAction.Submit(5));
  }
}
