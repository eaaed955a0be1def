package metro.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import metro.node.ingress.Pipeline.Flight;
import metro.node.testing.SoloMember;
import metro.state.ApplyResult;
import metro.state.ChangeSet;
import metro.state.HeadsTree;
import metro.state.Speculation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When proposals may leave. */
final class PipelineTest {
  private static final int MAX = 4;
  private static final long SMALL = 1;

  @TempDir Path directory;
  private SoloMember member;
  private Pipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    member = SoloMember.start(directory);
    pipeline = new Pipeline(member.chain(), MAX);
  }

  @AfterEach
  void stop() {
    member.close();
  }

  private Flight depart() {
    Pipeline.Base base = new Pipeline.Base(pipeline.tip());
    Speculation empty = new Speculation(base, pipeline.nextHeight(), pipeline.timeMs(0));
    return pipeline.depart(empty, empty.seal(true), List.of(), base);
  }

  private void land(Flight flight) {
    ApplyResult nothing =
        new ApplyResult(
            new ChangeSet(List.of()), Optional.empty(), List.of(), HeadsTree.of(List.of()));
    pipeline.landed(flight, nothing);
  }

  @Test
  void aloneEachLeavesAtOnce() {
    assertThat(pipeline.hasRoom(SMALL)).isTrue();
    land(depart());
    assertThat(pipeline.hasRoom(SMALL)).isTrue();
  }

  @Test
  void aSmallOneWaitsUntilTheOneBeforeHasLanded() {
    Flight first = depart();
    assertThat(pipeline.hasRoom(SMALL)).isFalse();
    land(first);
    assertThat(pipeline.hasRoom(SMALL)).isTrue();
  }

  @Test
  void whatALostOneWouldHaveDoneCountsNoLonger() {
    Flight first = depart();
    depart();
    assertThat(pipeline.tip()).isNotSameAs(member.chain().view());
    pipeline.lost(first);
    assertThat(pipeline.hasRoom(Pipeline.WORTH_BYTES)).isFalse();
    assertThat(pipeline.tip()).isSameAs(member.chain().view());
  }

  @Test
  void nothingFliesAboveOneThatDidNotLeave() {
    Flight first = depart();
    Flight second = depart();
    pipeline.grounded();
    assertThat(pipeline.hasRoom(Pipeline.WORTH_BYTES)).isFalse();
    pipeline.lost(second);
    land(first);
    assertThat(pipeline.hasRoom(Pipeline.WORTH_BYTES)).isTrue();
  }

  @Test
  void aLargeOneWaitsForNothingButAPlace() {
    for (int i = 0; i < MAX; i++) {
      assertThat(pipeline.hasRoom(Pipeline.WORTH_BYTES)).isTrue();
      depart();
    }
    assertThat(pipeline.hasRoom(Pipeline.WORTH_BYTES)).isFalse();
  }
}
