package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import metro.ethereum.Hash;
import metro.soft.GuardDecision.Reason;
import org.junit.jupiter.api.Test;

/** The promise under test: no two released signatures of one height have different headers. */
class GuardPowerCutTest {
  private static final Path DIRECTORY = Path.of("/guard");
  // Write, sync; for the first: write, sync, move, sync the directory.
  private static final int STEPS = 2;
  private static final int STEPS_OF_FIRST = 4;

  private final World world = new World(3);
  private final MemberKey key = world.keys.getFirst();

  @Test
  void aPowerCutAtEveryStepOfASignatureKeepsThePromise() {
    for (long newest = 1; newest <= 4; newest++) {
      for (int step = 0; step < STEPS; step++) {
        for (boolean before : new boolean[] {true, false}) {
          for (long seed = 0; seed < 64; seed++) {
            cutAt(newest, step, before, new SplittableRandom(seed));
          }
        }
      }
    }
  }

  private void cutAt(long newest, int step, boolean before, SplittableRandom random) {
    PowerCutDisk disk = new PowerCutDisk();
    FileGuardStore store = FileGuardStore.over(disk, DIRECTORY);
    SigningGuard guard = SigningGuard.open(key, store, true);
    for (long height = 1; height <= newest; height++) {
      assertThat(guard.sign(world.header(height, "a"))).isInstanceOf(GuardDecision.Signed.class);
    }

    disk.cutAfter(step, before);
    boolean released = guard.sign(world.header(newest + 1, "a")) instanceof GuardDecision.Signed;
    assertThat(released).isFalse();
    disk.restart(random);

    SigningGuard again = SigningGuard.open(key, FileGuardStore.over(disk, DIRECTORY), false);
    String what = "after %d, step %d, before %s".formatted(newest, step, before);
    assertThat(again.locked()).as(what).isEmpty();
    assertThat(again.height()).as(what).isIn(newest, newest + 1);
    assertThat(again.sign(world.header(newest, "b")))
        .as(what)
        .isInstanceOf(GuardDecision.Refused.class);
    assertThat(again.sign(world.header(newest + 1, "a")))
        .as(what)
        .isInstanceOf(GuardDecision.Signed.class);
  }

  @Test
  void aPowerCutAtEveryStepOfTheFirstSignatureLeavesNoneOrOne() {
    for (int step = 0; step < STEPS_OF_FIRST; step++) {
      for (long seed = 0; seed < 64; seed++) {
        PowerCutDisk disk = new PowerCutDisk();
        SigningGuard guard = SigningGuard.open(key, FileGuardStore.over(disk, DIRECTORY), true);
        disk.cutAfter(step, (seed & 1) == 0);
        assertThat(guard.sign(world.header(1, "a"))).isInstanceOf(GuardDecision.Refused.class);
        disk.restart(new SplittableRandom(seed));
        SigningGuard again = SigningGuard.open(key, FileGuardStore.over(disk, DIRECTORY), true);
        assertThat(again.locked()).isEmpty();
        assertThat(again.height()).isIn(0L, 1L);
      }
    }
  }

  @Test
  void aReleasedSignatureIsAlwaysFoundAfterAPowerCut() {
    PowerCutDisk disk = new PowerCutDisk();
    FileGuardStore store = FileGuardStore.over(disk, DIRECTORY);
    SigningGuard guard = SigningGuard.open(key, store, true);
    for (long height = 1; height <= 50; height++) {
      assertThat(guard.sign(world.header(height))).isInstanceOf(GuardDecision.Signed.class);
      disk.restart(new SplittableRandom(height));
      guard = SigningGuard.open(key, FileGuardStore.over(disk, DIRECTORY), false);
      assertThat(guard.height()).isEqualTo(height);
    }
    assertThat(disk.steps).isEqualTo(STEPS_OF_FIRST + 49 * STEPS);
  }

  @Test
  void aLongLifeWithManyPowerCutsAndForksNeverSignsTwice() {
    long seed = 20_261_121;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    PowerCutDisk disk = new PowerCutDisk();
    FileGuardStore store = FileGuardStore.over(disk, DIRECTORY);
    SigningGuard guard = SigningGuard.open(key, store, true);
    Map<Long, Hash> released = new HashMap<>();
    int cuts = 0;
    for (int round = 0; round < 2_000; round++) {
      long height = Math.max(1, guard.height() + random.nextInt(-1, 3));
      if (random.nextInt(5) == 0) {
        disk.cutAfter(random.nextInt(STEPS), random.nextBoolean());
      }
      switch (guard.sign(world.header(height, random.nextBoolean() ? "a" : "b"))) {
        case GuardDecision.Signed(SoftCommit commit) -> {
          Hash hash = commit.header().hash();
          Hash before = released.putIfAbsent(height, hash);
          assertThat(before == null || before.equals(hash)).as("height %d", height).isTrue();
        }
        case GuardDecision.Refused(Reason reason, _) when reason == Reason.WRITE_FAILED -> {
          cuts++;
          disk.restart(random);
          guard = SigningGuard.open(key, FileGuardStore.over(disk, DIRECTORY), released.isEmpty());
          assertThat(guard.locked()).isEmpty();
        }
        case GuardDecision.Refused(Reason reason, _) ->
            assertThat(reason).isIn(Reason.NOT_NEWER, Reason.CONTRADICTION);
      }
    }
    assertThat(cuts).isGreaterThan(100);
    assertThat(released.size()).isGreaterThan(300);
  }
}
