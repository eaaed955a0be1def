package metro.evm;

import static metro.evm.TestChain.ALICE;
import static metro.evm.TestChain.BLOCK;
import static metro.evm.TestChain.BOB;
import static metro.evm.TestChain.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.StateDiff;
import metro.evm.state.WorldState;
import org.junit.jupiter.api.Test;

class SimulatorTest {
  private static final String ADDRESS_OF_INNER = "dd".repeat(20);
  private static final Address INNER = Address.fromHex("0x" + ADDRESS_OF_INNER);

  private final Simulator simulator = new Simulator(Fork.OSAKA);

  private static CallRequest request(String data) {
    return CallRequest.of(ALICE, CONTRACT, Bytes.fromHex(data), 10_000_000);
  }

  private static CallRequest transfer(UInt256 value, UInt256 gasPrice) {
    return new CallRequest(
        ALICE, Optional.of(BOB), 1_000_000, gasPrice, value, Bytes.EMPTY, List.of(), List.of());
  }

  @Test
  void a_call_changes_nothing_and_sees_base_fee_zero_when_it_pays_nothing() {
    // sstore(0, 1); mstore(0, basefee()); return(0, 32)
    WorldState state = TestChain.worldWith("0x60016000554860005260206000f3");
    state.takeDiff();
    CallResult.Ran ran = (CallResult.Ran) simulator.call(state, BLOCK, request(""));
    assertThat(ran.execution().output()).isEqualTo(Bytes.of(new byte[32]));
    assertThat(state.takeDiff()).isEqualTo(StateDiff.EMPTY);
  }

  @Test
  void the_estimate_of_a_transfer_is_exact() {
    WorldState state = TestChain.world();
    assertThat(simulator.estimateGas(state, BLOCK, transfer(UInt256.ONE, UInt256.ZERO)))
        .isEqualTo(new GasEstimate.Enough(21_000));
  }

  @Test
  void an_estimate_says_why_there_is_none() {
    WorldState state = TestChain.worldWith("0x60206000fd");
    assertThat(simulator.estimateGas(state, BLOCK, request("")))
        .isEqualTo(new GasEstimate.Reverts(Bytes.of(new byte[32])));
    // An endless loop.
    assertThat(simulator.estimateGas(TestChain.worldWith("0x5b600056"), BLOCK, request("")))
        .isEqualTo(new GasEstimate.ExceedsAllowance(10_000_000));
    assertThat(simulator.estimateGas(TestChain.worldWith("0xfe"), BLOCK, request("")))
        .isEqualTo(new GasEstimate.Fails(Halt.INVALID_OPCODE));
    assertThat(simulator.estimateGas(state, BLOCK, transfer(UInt256.MAX, UInt256.ZERO)))
        .isEqualTo(new GasEstimate.Refused(TransactionInvalid.INSUFFICIENT_FUNDS));
    UInt256 price = TestChain.RICH.minus(UInt256.of(1_000));
    assertThat(simulator.estimateGas(state, BLOCK, transfer(UInt256.ONE, price)))
        .isEqualTo(new GasEstimate.ExceedsAllowance(1));
  }

  @Test
  void an_estimate_covers_the_gas_that_calls_keep_back() {
    // Calls INNER and reverts when that fails; INNER spends about 600,000 gas in a loop.
    WorldState state =
        TestChain.worldWith(
            "0x60006000600060006000" + "73" + ADDRESS_OF_INNER + "5af1602557fe5b00");
    // x = 10000; do { x-- } while (x)
    TestChain.deploy(state, INNER, "0x6127105b600190038060035700");
    GasEstimate estimate = simulator.estimateGas(state, BLOCK, request(""));
    assertThat(estimate).isInstanceOf(GasEstimate.Enough.class);
    long gas = ((GasEstimate.Enough) estimate).gasLimit();
    CallResult.Ran ran = (CallResult.Ran) simulator.call(state, BLOCK, request("").withGas(gas));
    assertThat(ran.execution().succeeded()).isTrue();
    assertThat(gas).isGreaterThan(ran.gasUsed());
    CallResult.Ran tight =
        (CallResult.Ran) simulator.call(state, BLOCK, request("").withGas(ran.gasUsed()));
    assertThat(tight.execution().succeeded()).isFalse();
  }

  @Test
  void an_access_list_holds_slots_of_the_contract_and_other_accounts() {
    // sload(5); balance(INNER)
    WorldState state = TestChain.worldWith("0x60055450" + "73" + ADDRESS_OF_INNER + "315000");
    Simulator.AccessListResult result = simulator.createAccessList(state, BLOCK, request(""));
    assertThat(result.accessList())
        .containsExactly(
            new AccessListEntry(CONTRACT, List.of(Hash.of(UInt256.of(5).toBytes()))),
            new AccessListEntry(INNER, List.of()));
    CallResult.Ran ran = (CallResult.Ran) result.result();
    assertThat(ran.execution().succeeded()).isTrue();
  }

  @Test
  void a_call_without_enough_gas_or_balance_is_refused() {
    WorldState state = TestChain.world();
    assertThat(simulator.call(state, BLOCK, request("").withGas(20_000)))
        .isEqualTo(new CallResult.Refused(TransactionInvalid.INTRINSIC_GAS));
    assertThat(simulator.call(state, BLOCK, transfer(UInt256.MAX, UInt256.ZERO)))
        .isEqualTo(new CallResult.Refused(TransactionInvalid.INSUFFICIENT_FUNDS));
  }
}
