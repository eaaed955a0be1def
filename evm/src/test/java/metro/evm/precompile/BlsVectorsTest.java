package metro.evm.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Hex;
import metro.evm.OfficialVectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The vectors of EIP-2537 itself. */
class BlsVectorsTest {
  /** File name without prefix and suffix to address. */
  private static final Map<String, Integer> ADDRESSES =
      Map.of(
          "add_G1", 0x0b,
          "mul_G1", 0x0c,
          "msm_G1", 0x0c,
          "add_G2", 0x0d,
          "mul_G2", 0x0e,
          "msm_G2", 0x0e,
          "pairing_check", 0x0f,
          "map_fp_to_G1", 0x10,
          "map_fp2_to_G2", 0x11);

  @Test
  void all_vectors_of_eip_2537_pass() {
    int cases = 0;
    for (Path file : OfficialVectors.jsonFiles("ethereum/eip-2537")) {
      String name = file.getFileName().toString().replace("fail-", "").replace("_bls.json", "");
      Precompile precompile =
          Optional.ofNullable(
                  Precompiles.prague().get(Precompiles.at(ADDRESSES.getOrDefault(name, 0))))
              .orElseThrow();
      for (JsonNode vector : OfficialVectors.json(file)) {
        check(file.getFileName() + " " + vector.get("Name").asString(), precompile, vector);
        cases++;
      }
    }
    System.out.println("EIP-2537 vectors passed: " + cases);
    assertThat(cases).isGreaterThan(100);
  }

  private static void check(String name, Precompile precompile, JsonNode vector) {
    byte[] input = Hex.decode(vector.get("Input").asString());
    Optional<byte[]> output = precompile.run(input);
    if (vector.has("ExpectedError")) {
      assertThat(output).as(name).isEmpty();
    } else {
      assertThat(output.map(Hex::encode))
          .as(name)
          .contains("0x" + vector.get("Expected").asString());
      assertThat(precompile.gas(input)).as(name).isEqualTo(vector.get("Gas").asLong());
    }
  }
}
