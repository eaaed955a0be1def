package metro.evm.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.block.Deposits;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.block.GenesisJson;
import metro.evm.block.GenesisWriter;
import metro.evm.block.Requests;
import metro.evm.state.Log;
import metro.evm.store.StateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EIP-6110. */
class DepositRequestsTest {
  private static final Address CONTRACT =
      Address.fromHex("0x00000000219ab540356cbb839cbe05303d7705fa");
  private static final Address OTHER =
      Address.fromHex("0x00000000000000000000000000000000000007e4");
  private static final Address FEES = Address.fromHex("0x00000000000000000000000000000000000fee5a");

  /** Logs its calldata with the event's topic. */
  private static final Bytes ECHO =
      Bytes.fromHex("0x365f5f37" + "7f" + Deposits.EVENT.toString().substring(2) + "365fa1");

  private static final long GAS = 200_000;

  private final TestAccounts accounts = new TestAccounts(1);
  private final SplittableRandom random = new SplittableRandom(6110);

  /** A deposit's fields, and the event's data with them. */
  private record Deposit(Bytes request, Bytes event) {}

  private Deposit deposit() {
    int[] sizes = {48, 32, 8, 96, 8};
    int[] padded = {64, 32, 32, 96, 32};
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    ByteArrayOutputStream heads = new ByteArrayOutputStream();
    ByteArrayOutputStream tails = new ByteArrayOutputStream();
    int offset = 5 * 32;
    for (int i = 0; i < sizes.length; i++) {
      byte[] field = new byte[sizes[i]];
      random.nextBytes(field);
      request.writeBytes(field);
      heads.writeBytes(UInt256.of(offset).toBytes());
      tails.writeBytes(UInt256.of(sizes[i]).toBytes());
      tails.writeBytes(java.util.Arrays.copyOf(field, padded[i]));
      offset += 32 + padded[i];
    }
    heads.writeBytes(tails.toByteArray());
    return new Deposit(Bytes.wrap(request.toByteArray()), Bytes.wrap(heads.toByteArray()));
  }

  @Test
  void theEventIsTheContracts() {
    assertThat(Deposits.EVENT)
        .isEqualTo(
            Hash.fromHex("0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5"));
  }

  @Test
  void depositsOfABlockAreItsFirstRequest() {
    Map<Address, GenesisAccount> state = accounts.funded();
    state.put(CONTRACT, GenesisAccount.ofCode(ECHO));
    state.put(OTHER, GenesisAccount.ofCode(ECHO));
    Genesis plain = Genesis.of(TestAccounts.CHAIN_ID, state);
    Deposit first = deposit();
    Deposit second = deposit();
    List<TransactionInput> transactions =
        List.of(
            call(CONTRACT, first.event()),
            call(OTHER, deposit().event()),
            call(CONTRACT, second.event()));
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first.request().toArray());
    both.writeBytes(second.request().toArray());
    Bytes request = Requests.of(Requests.DEPOSIT_TYPE, both.toByteArray());
    assertThat(both.size()).isEqualTo(2 * Deposits.DEPOSIT_BYTES);

    SealedBlock with = execute(plain.withDepositContract(CONTRACT), transactions);
    assertThat(with.requests()).containsExactly(request);
    assertThat(with.header().requestsHash()).contains(Requests.hash(List.of(request)));
    SealedBlock without = execute(plain, transactions);
    assertThat(without.requests()).isEmpty();
    assertThat(without.header().requestsHash()).contains(Requests.NONE_HASH);
    assertThat(without.header().stateRoot()).isEqualTo(with.header().stateRoot());
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 159, 191, 287, 351, 415, 543})
  void anEventLaidOutInAnotherWayIsNone(int at) {
    byte[] event = deposit().event().toArray();
    event[at]++;
    assertThatThrownBy(() -> Deposits.request(CONTRACT, List.of(log(event))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("deposit contract");
    byte[] longer = java.util.Arrays.copyOf(deposit().event().toArray(), 577);
    assertThatThrownBy(() -> Deposits.request(CONTRACT, List.of(log(longer))))
        .hasMessageContaining("577 bytes");
  }

  @Test
  void genesisNamesTheContractAsGethDoes() {
    Genesis genesis = Genesis.of(TestAccounts.CHAIN_ID, Map.of()).withDepositContract(CONTRACT);
    String json = GenesisWriter.write(genesis);
    assertThat(json).contains("\"depositContractAddress\" : \"" + CONTRACT + "\"");
    assertThat(GenesisJson.read(json).depositContract()).contains(CONTRACT);
  }

  private static Log log(byte[] data) {
    return new Log(CONTRACT, List.of(Deposits.EVENT), Bytes.wrap(data));
  }

  private TransactionInput call(Address to, Bytes data) {
    return accounts.call(0, to, UInt256.ZERO, data, GAS);
  }

  private static SealedBlock execute(Genesis genesis, List<TransactionInput> transactions) {
    try (EmbeddedEvm evm = EmbeddedEvm.open(genesis, StateStore.inMemory())) {
      BlockParameters parameters =
          BlockParameters.of(1, FEES, Hash.ZERO, Genesis.DEFAULT_GAS_LIMIT);
      return evm.execute(
          new BlockInput(evm.heads().latest().hash(), parameters, Hash.ZERO, transactions));
    }
  }
}
