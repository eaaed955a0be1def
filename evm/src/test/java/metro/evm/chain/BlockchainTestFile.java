package metro.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.UInt256;
import metro.evm.Fork;
import metro.evm.ForkSchedule;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.FeeMarket;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.store.StateStore;
import tools.jackson.databind.JsonNode;

/** One test in the official block test format: pre-state, genesis block, blocks. */
record BlockchainTestFile(JsonNode test) {
  private static final Map<String, ForkSchedule> NETWORKS =
      Map.of(
          "Shanghai", ForkSchedule.of(Fork.SHANGHAI),
          "Cancun", ForkSchedule.of(Fork.CANCUN),
          "Prague", ForkSchedule.of(Fork.PRAGUE),
          "Osaka", ForkSchedule.of(Fork.OSAKA),
          "ShanghaiToCancunAtTime15k", ForkSchedule.of(Fork.SHANGHAI).then(15_000, Fork.CANCUN),
          "CancunToPragueAtTime15k", ForkSchedule.of(Fork.CANCUN).then(15_000, Fork.PRAGUE));

  static boolean isSupported(JsonNode test) {
    return NETWORKS.containsKey(test.get("network").asString());
  }

  /** Executes all blocks; the number of blocks checked. */
  int run() {
    int blocks = 0;
    try (EmbeddedEvm evm =
        EmbeddedEvm.open(genesis(), StateStore.inMemory(), ExecutionRules.ETHEREUM, 1)) {
      assertThat(evm.heads().latest().hash()).isEqualTo(genesisHeader().hash());
      for (JsonNode block : test.get("blocks")) {
        if (!block.has("expectException") && block.has("blockHeader")) {
          check(evm, Block.decode(Hex.decode(block.get("rlp").asString())));
          blocks++;
        }
      }
      assertThat(evm.heads().latest().hash().toString())
          .isEqualTo(test.get("lastblockhash").asString());
    }
    return blocks;
  }

  private static void check(EmbeddedEvm evm, Block expected) {
    SealedBlock sealed = evm.execute(input(expected));
    assertThat(sealed.outcomes()).allMatch(outcome -> outcome instanceof Outcome.Included);
    assertThat(sealed.header()).isEqualTo(expected.header());
    assertThat(sealed.hash()).isEqualTo(expected.header().hash());
    assertThat(sealed.stored().block()).isEqualTo(expected);
  }

  static BlockInput input(Block block) {
    BlockHeader header = block.header();
    List<TransactionInput> transactions = new ArrayList<>();
    block.transactions().forEach(raw -> transactions.add(TransactionInput.of(raw)));
    return new BlockInput(
        header.parentHash(),
        new BlockParameters(
            header.timestamp(),
            header.feeRecipient(),
            header.prevRandao(),
            header.gasLimit(),
            header.extraData(),
            block.withdrawals()),
        header.parentBeaconBlockRoot().orElse(Hash.ZERO),
        transactions);
  }

  private BlockHeader genesisHeader() {
    return Block.decode(Hex.decode(test.get("genesisRLP").asString())).header();
  }

  private Genesis genesis() {
    BlockHeader header = genesisHeader();
    return new Genesis(
        1,
        Optional.ofNullable(NETWORKS.get(test.get("network").asString())).orElseThrow(),
        FeeMarket.STANDARD,
        header.nonce(),
        header.timestamp(),
        header.extraData(),
        header.gasLimit(),
        header.difficulty(),
        header.prevRandao(),
        header.feeRecipient(),
        header.baseFeePerGas(),
        header.blobGasUsed().orElse(0),
        header.excessBlobGas().orElse(0),
        accounts());
  }

  private Map<Address, GenesisAccount> accounts() {
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    test.get("pre")
        .properties()
        .forEach(e -> accounts.put(Address.fromHex(e.getKey()), account(e.getValue())));
    return accounts;
  }

  private static GenesisAccount account(JsonNode json) {
    Map<UInt256, UInt256> storage = new HashMap<>();
    json.get("storage")
        .properties()
        .forEach(
            e -> storage.put(UInt256.parse(e.getKey()), UInt256.parse(e.getValue().asString())));
    return new GenesisAccount(
        UInt256.parse(json.get("nonce").asString()).w0(),
        UInt256.parse(json.get("balance").asString()),
        Bytes.fromHex(json.get("code").asString()),
        storage);
  }
}
