package metro.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import metro.ethereum.Address;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitteeFileTest {
  private static final Address A = Address.fromHex("0x" + "0a".repeat(20));
  private static final Address B = Address.fromHex("0x" + "0b".repeat(20));
  private static final Genesis GENESIS =
      new Genesis(
          new Committee(
              77, 3, List.of(new Committee.Member("one", A), new Committee.Member("two", B))),
          List.of(B),
          new FeeSchedule(100, 1),
          List.of(
              new RollupSpec(
                  new RollupId(78), "näme \"x\"\\", A, PayMode.SPONSOR, NonceMode.STRICT)),
          Genesis.credits(Map.of(A, 5L, B, Long.MAX_VALUE)));

  @TempDir Path directory;

  @Test
  void whatIsWrittenReadsAsTheSame() throws Exception {
    assertThat(read(CommitteeFile.write(GENESIS))).isEqualTo(GENESIS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chain-id = 77          | chain-id = 0           | 'chain-id'
          per-item = 100         | per-item = -1          | 'fees.per-item'
          per-item = 100         | per-itm = 100          | 'fees.per-item' is missing
          pay-mode = "SPONSOR"   | pay-mode = "FREE"      | SENDER, SPONSOR, SPONSOR_THEN_SENDER
          name = "two"           | name = "one"           | occurs twice
          address = "0x0a0a      | address = "0xzz0a      | 40 hexadecimal digits
          " = 5                  | " = -5                 | credits.0x0a0a
          """)
  void aSpoiltFieldIsNamed(String from, String to, String named) {
    String text = CommitteeFile.write(GENESIS);
    assertThat(text).contains(from);
    assertThatThrownBy(() -> read(text.replace(from, to)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("committee.toml", named);
  }

  private Genesis read(String text) throws IOException, ConfigException {
    Path file = Files.writeString(directory.resolve("committee.toml"), text);
    return CommitteeFile.read(Settings.read(file, Map.of(), Map.of()));
  }
}
