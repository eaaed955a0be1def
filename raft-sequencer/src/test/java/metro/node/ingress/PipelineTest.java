package metro.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metro.node.ingress.Pipeline.Flight;
import metro.node.testing.SoloMember;
import metro.state.ApplyResult;
import metro.state.ChangeSet;
import metro.state.Speculation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When proposals may leave. */
final class PipelineTest {
  private static final int MAX = 4;
  private static final long LANDING = TimeUnit.MILLISECONDS.toNanos(80);
  private static final long SMALL = 1;

  @TempDir Path directory;
  private SoloMember member;
  private Pipeline pipeline;
  private long now = 5_000;

  @BeforeEach
  void start() throws Exception {
    member = SoloMember.start(directory);
    pipeline = new Pipeline(member.chain(), MAX, () -> now);
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
    ApplyResult nothing = new ApplyResult(new ChangeSet(List.of()), Optional.empty(), List.of());
    pipeline.landed(flight, nothing);
  }

  /** Until landings take as long as told. */
  private void getUsedTo(long landingNanos) {
    for (int i = 0; i < 100; i++) {
      Flight flight = depart();
      now += landingNanos;
      land(flight);
    }
  }

  @Test
  void aloneEachLeavesAtOnce() {
    getUsedTo(LANDING);
    assertThat(pipeline.roomInNanos(SMALL)).isZero();
  }

  @Test
  void aSmallOneWaitsForHalfALandingOfTheOneBefore() {
    getUsedTo(LANDING);
    Flight first = depart();
    assertThat(pipeline.roomInNanos(SMALL)).isBetween(LANDING * 49 / 100, LANDING / 2);
    now += LANDING / 2;
    assertThat(pipeline.roomInNanos(SMALL)).isZero();
    land(first);
    assertThat(pipeline.roomInNanos(SMALL)).isZero();
  }

  @Test
  void aLargeOneWaitsForNothingButAPlace() {
    getUsedTo(LANDING);
    for (int i = 0; i < MAX; i++) {
      assertThat(pipeline.roomInNanos(Pipeline.WORTH_BYTES)).isZero();
      depart();
    }
    assertThat(pipeline.roomInNanos(Pipeline.WORTH_BYTES)).isEqualTo(Long.MAX_VALUE);
  }
}
