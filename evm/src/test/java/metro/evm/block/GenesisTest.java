package metro.evm.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.Feature;
import metro.evm.Fork;
import metro.evm.SystemCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenesisTest {
  private static final Address RICH = Address.fromHex("0x1111111111111111111111111111111111111111");
  private static final Genesis GENESIS =
      Genesis.of(77, Map.of(RICH, GenesisAccount.ofBalance(UInt256.of(1_000))))
          .withFees(new FeeMarket(1, 8, UInt256.of(7)), UInt256.of(7))
          .withTimestamp(1_700_000_000);

  @Test
  void what_is_written_reads_back_as_the_same_block() {
    Genesis read = GenesisJson.read(GenesisWriter.write(GENESIS));
    assertThat(read.header().hash()).isEqualTo(GENESIS.header().hash());
    assertThat(read.chainId()).isEqualTo(77);
    assertThat(read.feeMarket()).isEqualTo(GENESIS.feeMarket());
    assertThat(read.accounts()).isEqualTo(GENESIS.accounts());
    assertThat(read.forks().at(1_700_000_000).has(Feature.BLOCK_SIZE_LIMIT)).isTrue();
  }

  /** Blob limits of later forks and the fork times of Ethereum's own chain. */
  @Test
  void forks_come_into_force_at_their_times() {
    Genesis genesis =
        GenesisJson.read(
            """
            {"config": {"chainId": "0x1", "shanghaiTime": 0, "cancunTime": 10, "pragueTime": 20,
               "osakaTime": 30, "bpo1Time": 40,
               "blobSchedule": {"bpo1": {"target": 10, "max": 15, "baseFeeUpdateFraction": 5}}},
             "gasLimit": "0x1c9c380", "alloc": {}}
            """);
    assertThat(genesis.forks().at(9)).isSameAs(Fork.SHANGHAI);
    assertThat(genesis.forks().at(10)).isSameAs(Fork.CANCUN);
    assertThat(genesis.forks().at(39)).isSameAs(Fork.OSAKA);
    assertThat(genesis.forks().at(40).blobs().max()).isEqualTo(15);
    assertThat(genesis.header().blobGasUsed()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                               | config
          {"config": {"chainId": 1, "shanghaiTime": 0}}                    | gasLimit
          {"config": {"chainId": 1}, "gasLimit": 1, "alloc": {}}           | shanghaiTime
          {"config": {"chainId": -3, "shanghaiTime": 0}}                   | chainId
          {"config": {"chainId": 1, "shanghaiTime": 0}, "gasLimit": "0xzz"} | gasLimit
          {"config": {"chainId": 1, "shanghaiTime": 0}, "gasLimit": 1, "alloc": {"0x1": {}}} | alloc
          [                                                                | no JSON
          """)
  void bad_input_is_refused_naming_the_field(String json, String field) {
    assertThatThrownBy(() -> GenesisJson.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }

  @Test
  void predeploys_are_the_published_codes() {
    assertThat(codeHash(Predeploys.MULTICALL3))
        .isEqualTo(
            Hash.fromHex("0xd5c15df687b16f2ff992fc8d767b4216323184a2bbc6ee2f9c398c318e770891"));
    assertThat(code(Predeploys.CREATE2_DEPLOYER).length()).isEqualTo(69);
    assertThat(code(SystemCalls.BEACON_ROOTS).length()).isEqualTo(97);
    assertThat(code(SystemCalls.BLOCK_HASHES).length()).isEqualTo(83);
  }

  private static Bytes code(Address address) {
    GenesisAccount account = Predeploys.all().get(address);
    assertThat(account).isNotNull();
    return account == null ? Bytes.EMPTY : account.code();
  }

  private static Hash codeHash(Address address) {
    return Keccak.hash(code(address).toArray());
  }
}
