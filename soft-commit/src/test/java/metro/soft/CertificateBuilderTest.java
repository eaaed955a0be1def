package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metro.soft.CertificateBuilder.Added;
import org.junit.jupiter.api.Test;

class CertificateBuilderTest {
  private final World world = new World(3);
  private final CertificateBuilder builder = new CertificateBuilder(world.committee);

  @Test
  void aMajorityOverOneHeaderMakesAValidCertificate() {
    assertThat(builder.add(world.commit(2, world.header(4)))).isInstanceOf(Added.Counted.class);
    Certificate made = certified(builder.add(world.commit(0, world.header(4))));
    assertThat(made.height()).isEqualTo(4);
    assertThat(CertificateVerifier.verify(world.committee, made).isValid()).isTrue();
    assertThat(builder.newest()).contains(made);
    assertThat(builder.add(world.commit(1, world.header(4)))).isInstanceOf(Added.Superfluous.class);
  }

  @Test
  void aCommitTwiceCountsOnce() {
    builder.add(world.commit(1, world.header(4)));
    assertThat(builder.add(world.commit(1, world.header(4)))).isInstanceOf(Added.Superfluous.class);
    assertThat(builder.newest()).isEmpty();
  }

  @Test
  void membersThatSignDifferentHeadersMeetAtTheOneTheyShare() {
    builder.add(world.commit(0, world.header(4)));
    builder.add(world.commit(0, world.header(6)));
    builder.add(world.commit(1, world.header(5)));
    Certificate made = certified(builder.add(world.commit(1, world.header(6))));
    assertThat(made.height()).isEqualTo(6);
    assertThat(builder.add(world.commit(2, world.header(4)))).isInstanceOf(Added.Superfluous.class);
    assertThat(builder.newest()).contains(made);
  }

  @Test
  void divergedHeadersNeverAddUp() {
    builder.add(world.commit(0, world.header(4, "a")));
    assertThat(builder.add(world.commit(1, world.header(4, "b"))))
        .isInstanceOf(Added.Counted.class);
    assertThat(certified(builder.add(world.commit(2, world.header(4, "b")))).header())
        .isEqualTo(world.header(4, "b"));
  }

  @Test
  void aMemberThatSignsTwoHeadersOfOneHeightYieldsEvidence() {
    builder.add(world.commit(0, world.header(4, "a")));
    Added added = builder.add(world.commit(0, world.header(4, "b")));
    assertThat(added).isInstanceOf(Added.Contradicting.class);
    assertThat(((Added.Contradicting) added).evidence().holds()).isTrue();
    assertThat(builder.add(world.commit(1, world.header(4, "b"))))
        .isInstanceOf(Added.Counted.class);
  }

  @Test
  void strangersAndForeignHeadersAreRefused() {
    World stranger = new World(3, 0, 50);
    World nextEpoch = new World(3, 1, 1);
    SoftCommit forged =
        new SoftCommit(
            world.header(4),
            world.keys.get(1).address(),
            stranger.commit(1, world.header(4)).signature());
    for (SoftCommit bad :
        List.of(
            stranger.commit(0, world.header(4)),
            nextEpoch.commit(0, nextEpoch.header(4)),
            forged)) {
      assertThat(builder.add(bad)).isInstanceOf(Added.NotAuthentic.class);
    }
  }

  @Test
  void aFloodingMemberDisplacesOnlyItsOwnCommits() {
    builder.add(world.commit(0, world.header(4)));
    for (int i = 0; i < 2 * CertificateBuilder.MAX_COMMITS_PER_MEMBER; i++) {
      builder.add(world.commit(1, world.header(1_000 + i)));
    }
    assertThat(certified(builder.add(world.commit(2, world.header(4)))).height()).isEqualTo(4);
  }

  @Test
  void membersThatSignByScheduleMeetAtRoundHeightsHoweverUnevenTheyRun() {
    long seed = 20_261_122;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long[] signed = new long[3];
    long applied = 0;
    List<Long> certified = new ArrayList<>();
    certified.add(0L);
    while (applied < 400) {
      applied += 1 + random.nextInt(4);
      int member = random.nextInt(3);
      long lag = random.nextInt(4);
      if (signed[member] < applied - lag) {
        signed[member] = SigningSchedule.next(signed[member], applied - lag);
        if (builder.add(world.commit(member, world.header(signed[member])))
            instanceof Added.Certified(Certificate c)) {
          certified.add(c.height());
        }
      }
    }
    for (int i = 1; i < certified.size(); i++) {
      assertThat(certified.get(i) - certified.get(i - 1)).isBetween(1L, 128L);
    }
    assertThat(certified.getLast()).isGreaterThan(250);
  }

  private static Certificate certified(Added added) {
    assertThat(added).isInstanceOf(Added.Certified.class);
    return ((Added.Certified) added).certificate();
  }
}
