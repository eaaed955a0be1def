package metro.evm.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.evm.OfficialVectors;
import metro.evm.trie.OrderedTrie;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Headers, lists and hashes of published blocks, without executing them. */
class BlockVectorsTest {
  @TestFactory
  Stream<DynamicTest> published_blocks_are_read_and_written_back_bit_by_bit() {
    List<Path> files =
        OfficialVectors.jsonFiles("ethereum/ethereum-tests/BlockchainTests/ValidBlocks");
    return files.stream()
        .flatMap(file -> OfficialVectors.json(file).properties().stream())
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue())));
  }

  private static void check(JsonNode test) {
    check(test.get("genesisRLP").asString(), test.get("genesisBlockHeader"));
    for (JsonNode block : test.get("blocks")) {
      check(block.get("rlp").asString(), block.get("blockHeader"));
    }
  }

  private static void check(String rlp, JsonNode header) {
    byte[] encoded = Hex.decode(rlp);
    Block block = Block.decode(encoded);
    assertThat(block.encode()).isEqualTo(encoded);
    assertThat(block.header().hash()).isEqualTo(hash(header, "hash"));
    assertThat(OrderedTrie.root(block.transactions().stream().map(Bytes::toArray).toList()))
        .isEqualTo(hash(header, "transactionsTrie"));
    assertThat(OrderedTrie.root(block.withdrawals().stream().map(Withdrawal::encode).toList()))
        .isEqualTo(hash(header, "withdrawalsRoot"));
  }

  private static Hash hash(JsonNode node, String field) {
    return Hash.fromHex(node.get(field).asString());
  }
}
