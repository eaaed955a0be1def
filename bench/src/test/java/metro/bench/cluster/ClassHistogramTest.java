package metro.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import metro.bench.result.LiveHeap;
import org.junit.jupiter.api.Test;

final class ClassHistogramTest {
  @Test
  void whatJcmdPrintsIsUnderstood() throws Exception {
    LiveHeap heap =
        ClassHistogram.parse(
            """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:        123456       98765432  [B (java.base@25.0.1)
               2:            12            340  metro.state.Block
            Total        123468       98765772
            """);
    assertThat(heap.bytes()).isEqualTo(98_765_772);
    assertThat(heap.largest())
        .containsExactly(
            new LiveHeap.ClassUse("[B", 123_456, 98_765_432),
            new LiveHeap.ClassUse("metro.state.Block", 12, 340));
    assertThat(heap.bytesOf("metro.state.Block")).isEqualTo(340);
    assertThat(heap.bytesOf("gone")).isZero();
  }

  @Test
  void aSilentProcessIsNotAnEmptyHeap() {
    assertThatThrownBy(() -> ClassHistogram.parse("4711: no such process"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such process");
  }
}
