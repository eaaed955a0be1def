package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.state.ChangeSet.Change;
import org.junit.jupiter.api.Test;

final class ChangeSetTest {
  private static final StateValue VALUE = StateValue.of(Bytes.fromHex("aa"));
  private final ChangeSet changes =
      ChangeSet.sorted(List.of(change("0309"), change("02"), change("0201"), change("ff")));

  @Test
  void changesStandInTheOrderOfTheirKeys() {
    assertThat(changes.changes().stream().map(c -> c.key().toString()))
        .containsExactly("0x02", "0x0201", "0x0309", "0xff");
  }

  @Test
  void eachIsFoundByItsKeyAndNothingElseIs() {
    for (Change change : changes.changes()) {
      assertThat(changes.find(change.key())).contains(change);
    }
    for (String other : List.of("01", "0200", "0202", "0310", "ffff")) {
      assertThat(changes.find(key(other))).isEmpty();
    }
    assertThat(ChangeSet.NONE.find(key("02"))).isEmpty();
  }

  @Test
  void oneMoreMayComeBeforeAllAndNowhereElse() {
    assertThat(changes.after(key("01"), VALUE).changes()).hasSize(5).startsWith(change("01"));
    assertThat(ChangeSet.NONE.after(key("ff"), VALUE).changes()).containsExactly(change("ff"));
    assertThatThrownBy(() -> changes.after(key("02"), VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x02");
  }

  private static Change change(String key) {
    return new Change(key(key), Optional.of(VALUE));
  }

  private static StateKey key(String hex) {
    return new StateKey(Bytes.fromHex(hex));
  }
}
