package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import org.junit.jupiter.api.Test;

final class LaneTest {
  private static Optional<RejectReason> window(Lane lane, long nonce, long id, long height) {
    return lane.refuse(NonceMode.WINDOW, nonce, id, height);
  }

  private static Lane take(Lane lane, long nonce, long id, long height) {
    assertThat(window(lane, nonce, id, height)).isEmpty();
    return lane.take(NonceMode.WINDOW, nonce, id, height);
  }

  @Test
  void aGapOfUpToTheWindowIsTakenAndALargerOneIsNot() {
    assertThat(window(Lane.START, 16, 1, 1)).isEmpty();
    assertThat(window(Lane.START, 17, 1, 1)).contains(RejectReason.NONCE_TOO_HIGH);
    assertThat(take(Lane.START, 16, 1, 1).next()).isEqualTo(17);
  }

  @Test
  void aNonceTheRollupSkippedIsTakenAgainAfterEightBlocks() {
    Lane lane = take(Lane.START, 0, 1, 10);
    assertThat(window(lane, 0, 2, 17)).contains(RejectReason.NONCE_REUSED_TOO_SOON);
    assertThat(take(lane, 0, 2, 18).next()).isEqualTo(1);
  }

  @Test
  void nothingBelowTheWindowIsTaken() {
    Lane lane = Lane.START;
    for (int n = 0; n < 20; n++) {
      lane = take(lane, n, n, n);
    }
    assertThat(window(lane, 3, 100, 1000)).contains(RejectReason.NONCE_TOO_LOW);
    assertThat(window(lane, 4, 100, 1000)).isEmpty();
  }

  @Test
  void loweringALaneOpensNoNonceThatWasClosed() {
    Lane lane = Lane.START;
    for (int n = 0; n < 20; n++) {
      lane = take(lane, n, n, n);
    }
    Lane lowered = lane.expecting(NonceMode.WINDOW, 4);
    assertThat(lowered.next()).isEqualTo(4);
    assertThat(window(lowered, 3, 3, 1000)).contains(RejectReason.NONCE_TOO_LOW);
    assertThat(window(lowered, 4, 4, 1000)).contains(RejectReason.ALREADY_KNOWN);
    assertThat(window(lowered, 4, 100, 20)).isEmpty();
  }

  @Test
  void aStrictLaneTakesExactlyTheNextNonce() {
    Lane lane = Lane.START.take(NonceMode.STRICT, 0, 1, 1);
    assertThat(lane.refuse(NonceMode.STRICT, 0, 2, 100)).contains(RejectReason.NONCE_TOO_LOW);
    assertThat(lane.refuse(NonceMode.STRICT, 1, 2, 1)).isEmpty();
    assertThat(lane.refuse(NonceMode.STRICT, 2, 2, 1)).contains(RejectReason.NONCE_TOO_HIGH);
  }

  /** L1 and L3 of the rules, under resets and changes of mode. */
  @Test
  void noTransactionIsTakenTwiceWhateverHappensToTheLane() {
    long seed = Long.getLong("metro.seed", 20_260_101L);
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 300; run++) {
      checkLife(random.split(), seed);
    }
  }

  private static void checkLife(SplittableRandom random, long seed) {
    Lane lane = Lane.START;
    Set<Long> taken = new HashSet<>();
    for (int height = 1; height < 400; height += 1 + random.nextInt(4)) {
      NonceMode mode = random.nextInt(10) == 0 ? NonceMode.STRICT : NonceMode.WINDOW;
      if (random.nextInt(12) == 0) {
        lane = lane.expecting(mode, lane.floor() + random.nextInt(40));
      }
      long nonce = Math.max(0, lane.next() - 20 + random.nextInt(40));
      long id = nonce * 10 + random.nextInt(6);
      if (lane.refuse(mode, nonce, id, height).isEmpty()) {
        assertThat(taken.add(id)).as("seed %s: %s taken twice", seed, id).isTrue();
        lane = lane.take(mode, nonce, id, height);
      }
      assertThat(lane.size()).isLessThanOrEqualTo(64);
      assertThat(lane.floor()).isBetween(lane.next() - 16, lane.next());
      assertThat(Lane.decode(lane.encode())).isEqualTo(lane);
    }
    assertThat(taken).isNotEmpty();
  }

  /** L2: an honest sender is never locked out, wherever his rollup's nonce went. */
  @Test
  void aSenderWithinTheWindowCanAlwaysBeOrderedAfterTheReuseTime() {
    Lane lane = Lane.START;
    for (int n = 0; n < 40; n++) {
      lane = take(lane, n, n, n);
    }
    for (long nonce = lane.next() - 16; nonce <= lane.next() + 16; nonce++) {
      assertThat(window(lane, nonce, 1_000 + nonce, 39 + 8)).as("nonce %s", nonce).isEmpty();
    }
  }

  @Test
  void truncatedLanesAreRefused() {
    byte[] bytes = take(take(Lane.START, 0, 1, 1), 1, 2, 1).encode().toArray();
    for (int n = 0; n < bytes.length; n++) {
      Bytes cut = Bytes.wrap(java.util.Arrays.copyOf(bytes, n));
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> Lane.decode(cut))
          .isInstanceOf(MalformedException.class);
    }
  }
}
