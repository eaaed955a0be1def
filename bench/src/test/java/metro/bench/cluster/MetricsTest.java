package metro.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final Metrics METRICS =
      new Metrics(
          """
          # HELP used_bytes what is used
          # TYPE used_bytes gauge
          used_bytes{area="heap",pool="a"} 3.0E7
          used_bytes{area="heap",pool="b"} 2.0
          used_bytes{area="nonheap"} 7.0
          used_bytes_total 100.0
          """);

  @Test
  void seriesOfOneNameAreAddedUp() {
    assertThat(METRICS.sum("used_bytes")).isEqualTo(30_000_009);
    assertThat(METRICS.sum("used_bytes", "area=\"heap\"")).isEqualTo(30_000_002);
    assertThat(METRICS.sum("used_bytes_total")).isEqualTo(100);
    assertThat(METRICS.sum("used")).isZero();
  }
}
