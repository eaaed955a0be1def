package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;

import metro.soft.Verdict.Invalid;
import metro.soft.Verdict.Reason;
import metro.state.BlockHeader;
import org.junit.jupiter.api.Test;

class LightClientTest {
  private final World first = new World(3);
  private final World second = new World(5, 1, 20);
  private final LightClient client = new LightClient(first.committee);

  @Test
  void itFollowsCertificatesUpwardsOnly() {
    assertThat(client.accept(first.certificate(first.header(5), 0, 1)).isValid()).isTrue();
    assertThat(client.accept(first.certificate(first.header(9), 1, 2)).isValid()).isTrue();
    assertThat(client.accept(first.certificate(first.header(9), 0, 2)).isValid()).isTrue();
    assertThat(reason(client.accept(first.certificate(first.header(5), 0, 1))))
        .isEqualTo(Reason.NOT_NEWER);
    assertThat(client.newest().orElseThrow().height()).isEqualTo(9);
  }

  @Test
  void itFollowsAnAnnouncedCommitteeIntoTheNextEpoch() {
    client.accept(first.certificate(announcing(second, 9), 0, 1));
    Verdict verdict =
        client.accept(second.committee, second.certificate(second.header(10), 0, 1, 2));
    assertThat(verdict.isValid()).isTrue();
    assertThat(client.committee()).isEqualTo(second.committee);
    assertThat(reason(client.accept(first.certificate(first.header(11), 0, 1))))
        .isEqualTo(Reason.WRONG_EPOCH);
    assertThat(client.accept(second.certificate(second.header(11), 2, 3, 4)).isValid()).isTrue();
  }

  @Test
  void itRefusesACommitteeThatNobodyAnnounced() {
    Certificate take = second.certificate(second.header(10), 0, 1, 2);
    assertThat(reason(client.accept(second.committee, take)))
        .isEqualTo(Reason.WRONG_NEXT_COMMITTEE);
    client.accept(first.certificate(first.header(9), 0, 1));
    assertThat(reason(client.accept(second.committee, take)))
        .isEqualTo(Reason.WRONG_NEXT_COMMITTEE);
    assertThat(client.committee()).isEqualTo(first.committee);
  }

  @Test
  void anAnnouncedCommitteeTakesOverOnlyWithAMajorityOfItsOwn() {
    client.accept(first.certificate(announcing(second, 9), 0, 1));
    assertThat(reason(client.accept(second.committee, second.certificate(second.header(10), 0, 1))))
        .isEqualTo(Reason.BELOW_QUORUM);
    assertThat(client.committee()).isEqualTo(first.committee);
  }

  @Test
  void itCannotSkipAnEpoch() {
    World third = new World(3, 2, 30);
    client.accept(first.certificate(announcing(third, 9), 0, 1));
    assertThat(reason(client.accept(third.committee, third.certificate(third.header(10), 0, 1))))
        .isEqualTo(Reason.WRONG_NEXT_COMMITTEE);
  }

  @Test
  void twoCertifiedHeadersOfOneHeightLeaveEvidence() {
    client.accept(first.certificate(first.header(5, "a"), 0, 1));
    assertThat(reason(client.accept(first.certificate(first.header(5, "b"), 1, 2))))
        .isEqualTo(Reason.CONTRADICTION);
    assertThat(client.evidence())
        .extracting(Evidence.DoubleSign::member)
        .containsExactly(first.keys.get(1).address());
  }

  private BlockHeader announcing(World next, long height) {
    return World.header(World.CHAIN_ID, 0, height, "state", next.committee.hash());
  }

  private static Reason reason(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Invalid.class);
    return ((Invalid) verdict).reason();
  }
}
