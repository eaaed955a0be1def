package metro.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;
import metro.evm.state.WorldState;
import org.junit.jupiter.api.Test;

class EvmTest {
  private static final long SMALL_STACK_BYTES = 200_000;

  /** x = sload(0) + 1; sstore(0, x); call(gas, address, 0, 0, 0, 0, 0). */
  private static final String CALLS_ITSELF = "0x5f546001015f555f5f5f5f5f305af100";

  private static Execution run(WorldState world, long gas) {
    return new Evm(Fork.OSAKA)
        .execute(
            world,
            TestChain.BLOCK,
            new TransactionContext(TestChain.ALICE, UInt256.ONE, List.of()),
            new Message(
                TestChain.ALICE, Optional.of(TestChain.CONTRACT), UInt256.ZERO, Bytes.EMPTY, gas),
            Optional.empty());
  }

  @Test
  void a_thousand_nested_calls_need_no_java_stack() {
    WorldState world = TestChain.worldWith(CALLS_ITSELF);
    CompletableFuture<Execution> result = new CompletableFuture<>();
    new Thread(
            null,
            () -> {
              try {
                result.complete(run(world, 1L << 50));
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "small stack",
            SMALL_STACK_BYTES)
        .start();
    assertThat(result.join().succeeded()).isTrue();
    // The first frame and 1024 more.
    assertThat(world.storage(TestChain.CONTRACT, UInt256.ZERO)).isEqualTo(UInt256.of(1025));
  }

  @Test
  void memory_that_the_gas_does_not_pay_is_not_allocated() {
    // mstore(2^40, 1), mstore(2^31, 1), return(0, 2^256 - 1)
    for (String code : List.of("0x60016501000000000052", "0x6001638000000052", "0x5f195ff3")) {
      Execution execution = run(TestChain.worldWith(code), 30_000_000);
      assertThat(execution.halt()).as(code).contains(Halt.OUT_OF_GAS);
      assertThat(execution.gasLeft()).isZero();
    }
  }

  @Test
  void code_after_a_push_of_its_end_stops() {
    assertThat(run(TestChain.worldWith("0x7f01"), 100).succeeded()).isTrue();
    assertThat(run(TestChain.worldWith("0x60"), 3).gasLeft()).isZero();
  }

  @Test
  void a_jump_into_push_data_fails() {
    // push1 4; jump; push1 0x5b
    assertThat(run(TestChain.worldWith("0x600456605b"), 1_000).halt()).contains(Halt.INVALID_JUMP);
  }

  @Test
  void every_defined_instruction_is_known_to_the_interpreter() {
    for (int op = 0; op < 256; op++) {
      if (Fork.OSAKA.defines(op)) {
        // Seventeen small words, then the instruction: it must not throw.
        Execution execution =
            run(TestChain.worldWith("0x" + "6001".repeat(17) + "%02x".formatted(op)), 100_000);
        assertThat(execution.halt()).isNotEqualTo(Optional.of(Halt.INVALID_OPCODE));
      }
    }
  }
}
