package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import metro.ethereum.Bytes;
import org.junit.jupiter.api.Test;

final class StateValueTest {
  private final Totals totals = new Totals(10, 7, 3);

  @Test
  void bytesAreDecodedOnce() {
    StateValue value = StateValue.of(totals.encode());
    AtomicInteger decoded = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      assertThat(value.as(Totals.class, bytes -> decode(bytes, decoded))).isEqualTo(totals);
    }
    assertThat(decoded).hasValue(1);
  }

  @Test
  void aMeaningIsNeverDecodedAndEncodedWhenAskedFor() {
    AtomicInteger encoded = new AtomicInteger();
    StateValue.Encodable meaning =
        () -> {
          encoded.incrementAndGet();
          return totals.encode();
        };
    StateValue value = StateValue.of(meaning);
    assertThat(value.as(StateValue.Encodable.class, bytes -> meaning)).isSameAs(meaning);
    assertThat(encoded).hasValue(0);
    assertThat(value.bytes()).isEqualTo(totals.encode());
    assertThat(value.bytes()).isEqualTo(totals.encode());
    assertThat(encoded).hasValue(1);
  }

  @Test
  void equalWhenTheBytesAre() {
    assertThat(StateValue.of(totals))
        .isEqualTo(StateValue.of(totals.encode()))
        .hasSameHashCodeAs(StateValue.of(totals.encode()))
        .isNotEqualTo(StateValue.of(Totals.ZERO));
  }

  private static Totals decode(Bytes bytes, AtomicInteger count) {
    count.incrementAndGet();
    return Totals.decode(bytes);
  }
}
