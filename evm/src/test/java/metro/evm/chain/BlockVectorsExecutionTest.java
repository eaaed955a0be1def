package metro.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import metro.evm.OfficialVectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BlockVectorsExecutionTest {
  @TestFactory
  Stream<DynamicTest> published_blocks_execute_to_their_hashes() {
    return OfficialVectors.jsonFiles("ethereum/ethereum-tests/BlockchainTests/ValidBlocks").stream()
        .flatMap(file -> OfficialVectors.json(file).properties().stream())
        .filter(e -> BlockchainTestFile.isSupported(e.getValue()))
        .map(e ->
            DynamicTest.dynamicTest(
                e.getKey(),
                () -> assertThat(new BlockchainTestFile(e.getValue()).run()).isPositive()));
  }
}
