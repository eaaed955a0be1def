package metro.evm.statetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import metro.ethereum.Transaction;
import metro.evm.OfficialVectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TransactionFieldsTest {
  private static final List<String> FOLDERS =
      List.of("ethereum/ethereum-tests/GeneralStateTests", "ethereum/execution-spec-tests-osaka");

  /** Every file has both forms: they must say the same but for the signature. */
  @Test
  void fields_and_signed_bytes_are_the_same_transaction() {
    int compared = 0;
    for (String folder : FOLDERS) {
      for (Path file : OfficialVectors.jsonFiles(folder)) {
        for (JsonNode test : OfficialVectors.json(file)) {
          for (JsonNode fork : test.path("post")) {
            for (JsonNode expected : fork) {
              compared += compare(file, test.path("transaction"), expected) ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(300);
  }

  private static boolean compare(Path file, JsonNode transaction, JsonNode expected) {
    if (expected.has("expectException")
        || !(TestTransaction.of(transaction, expected) instanceof TestTransaction.Usable signed)) {
      return false;
    }
    TransactionFields fields = new TransactionFields(transaction, expected.path("indexes"));
    assertThat(fields.sender()).as(file.toString()).isEqualTo(signed.sender());
    assertThat(withoutSignature(fields.unsigned()))
        .as(file.toString())
        .isEqualTo(withoutSignature(signed.transaction()));
    return true;
  }

  /** What a receipt could depend on. */
  private static List<Object> withoutSignature(Transaction t) {
    return List.of(
        t.type(),
        t.nonce(),
        t.gasLimit(),
        t.maxFeePerGas(),
        t.maxPriorityFeePerGas(),
        t.to(),
        t.value(),
        t.data(),
        t.accessList(),
        t.authorizations());
  }
}
