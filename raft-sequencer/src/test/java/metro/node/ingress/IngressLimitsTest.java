package metro.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IngressLimitsTest {
  private static final IngressLimits DEFAULTS = IngressLimits.defaults(2);

  @Test
  void whatWaitsFitsIntoASmallHeap() {
    IngressLimits small = DEFAULTS.withinHeap(512L << 20);
    assertThat(small.maxInFlightBytes()).isEqualTo(32L << 20);
    assertThat(small.maxPoolBytes()).isEqualTo(32L << 20);
    assertThat(small.maxInFlight()).isEqualTo(DEFAULTS.maxInFlight());
    assertThat(small.maxPoolEntries()).isEqualTo(DEFAULTS.maxPoolEntries());
  }

  @Test
  void aLargeHeapTakesNoMoreThanTheDefaults() {
    assertThat(DEFAULTS.withinHeap(64L << 30)).isEqualTo(DEFAULTS);
  }
}
