package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import metro.ethereum.Hex;
import metro.state.MalformedException;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private final World world = new World(5);
  private final Evidence.DoubleSign evidence =
      Evidence.DoubleSign.of(
              world.commit(3, world.header(8, "a")), world.commit(3, world.header(8, "b")))
          .orElseThrow();

  @Test
  void theBytesAreTheGoldenOnesAndProveTheFaultAlone() {
    assertThat(Hex.encode(evidence.encode())).isEqualTo(Golden.get("evidence"));
    Evidence read = Evidence.decode(Hex.decode(Golden.get("evidence")));
    assertThat(read).isEqualTo(evidence);
    assertThat(read.holds()).isTrue();
    assertThat(read.member()).isEqualTo(world.keys.get(3).address());
  }

  @Test
  void theOrderOfTheCommitsDoesNotMatter() {
    assertThat(
            Evidence.DoubleSign.of(
                world.commit(3, world.header(8, "b")), world.commit(3, world.header(8, "a"))))
        .contains(evidence);
  }

  @Test
  void theSameHeaderTwiceOrTwoHeightsAreNoEvidence() {
    SoftCommit commit = world.commit(3, world.header(8, "a"));
    assertThat(Evidence.DoubleSign.of(commit, commit)).isEmpty();
    assertThat(Evidence.DoubleSign.of(commit, world.commit(3, world.header(9, "b")))).isEmpty();
    assertThat(Evidence.DoubleSign.of(commit, world.commit(2, world.header(8, "b")))).isEmpty();
  }

  @Test
  void nobodyCanBeFramedWithAForgedSignature() {
    SoftCommit real = world.commit(3, world.header(8, "a"));
    SoftCommit other = world.commit(2, world.header(8, "b"));
    SoftCommit forged = new SoftCommit(other.header(), real.member(), other.signature());
    assertThat(Evidence.DoubleSign.of(real, forged)).isEmpty();
  }

  @Test
  void anyChangedByteDestroysTheProofAndAnyCutIsRefused() {
    byte[] bytes = evidence.encode();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThat(holds(changed)).as("byte %d changed", i).isFalse();
      byte[] cut = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> Evidence.decode(cut)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void twoCertificatesOfOneHeightConvictEverybodyInBoth() {
    Certificate a = world.certificate(world.header(8, "a"), 0, 1, 2);
    Certificate b = world.certificate(world.header(8, "b"), 1, 2, 4);
    assertThat(Evidence.between(world.committee, a, b))
        .extracting(Evidence.DoubleSign::member)
        .containsExactly(world.keys.get(1).address(), world.keys.get(2).address());
    assertThat(Evidence.between(world.committee, a, a)).isEmpty();
  }

  private static boolean holds(byte[] bytes) {
    try {
      return Evidence.decode(bytes).holds();
    } catch (MalformedException e) {
      return false;
    }
  }
}
