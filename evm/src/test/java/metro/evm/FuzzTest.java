package metro.evm;

import static metro.evm.TestChain.ALICE;
import static metro.evm.TestChain.BLOCK;
import static metro.evm.TestChain.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Hex;
import metro.ethereum.UInt256;
import metro.evm.precompile.Precompile;
import metro.evm.state.WorldState;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Random programs and inputs: no exception escapes, everything ends, no ether appears. */
class FuzzTest {
  private static final int PROGRAMS = 4_000;
  private static final int PRECOMPILE_INPUTS = 400;
  private static final long GAS_LIMIT = 2_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<Fork> FORKS =
      List.of(Fork.SHANGHAI, Fork.CANCUN, Fork.PRAGUE, Fork.OSAKA);

  private final long seed = Long.getLong("metro.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void random_programs_end_and_conserve_ether() {
    runPrograms();
  }

  void runPrograms() {
    System.out.println("seed " + seed);
    List<TransactionProcessor> processors = FORKS.stream().map(TransactionProcessor::new).toList();
    Assertions.assertTimeout(
        PATIENCE,
        () -> {
          for (int i = 0; i < PROGRAMS; i++) {
            runProgram(processors.get(i % FORKS.size()), program());
          }
        },
        () -> "seed " + seed);
  }

  private void runProgram(TransactionProcessor processor, byte[] code) {
    String hex = Hex.encode(code);
    WorldState world = TestChain.worldWith(hex);
    TestChain.deploy(world, Address.fromHex("0x" + "00".repeat(19) + "77"), hex);
    boolean creates = random.nextInt(4) == 0;
    String data = creates ? hex.substring(2) : Hex.encode(bytes(200)).substring(2);
    Optional<Address> to = creates ? Optional.empty() : Optional.of(CONTRACT);
    UInt256 value = UInt256.of(random.nextInt(3));
    TransactionResult result =
        processor.process(
            world,
            BLOCK,
            BLOCK.gasLimit(),
            TestChain.transaction(0, to, value, data, GAS_LIMIT),
            ALICE);
    String context = "seed %d code %s data %s".formatted(seed, hex, data);
    assertThat(result).as(context).isInstanceOf(TransactionResult.Included.class);
    TransactionResult.Included included = (TransactionResult.Included) result;
    assertThat(included.gasUsed()).as(context).isBetween(21_000L, GAS_LIMIT);
    assertThat(included.execution().gasLeft()).as(context).isNotNegative();
    UInt256 burnt = TestChain.BASE_FEE.times(included.gasUsed());
    assertThat(totalBalance(world).plus(burnt).compareTo(TestChain.RICH))
        .as(context)
        .isNotPositive();
  }

  private static UInt256 totalBalance(WorldState world) {
    UInt256 total = UInt256.ZERO;
    for (var change : world.takeDiff().accounts()) {
      total = total.plus(change.account().map(a -> a.balance()).orElse(UInt256.ZERO));
    }
    return total;
  }

  /** Half noise, half instructions with operands that make them do something. */
  private byte[] program() {
    if (random.nextInt(4) == 0) {
      return bytes(300);
    }
    StringBuilder code = new StringBuilder();
    int length = random.nextInt(120);
    for (int i = 0; i < length; i++) {
      code.append(instruction());
    }
    return Hex.decode(code.toString());
  }

  private String instruction() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> "60%02x".formatted(random.nextInt(256));
      case 3 -> "5f";
      case 4 -> "7f" + Hex.encode(fixed(32)).substring(2);
      case 5 -> "5b";
      case 6 -> call();
      case 7 -> "%02x".formatted(0x80 + random.nextInt(32));
      default -> "%02x".formatted(random.nextInt(256));
    };
  }

  /** A call of the twin contract, of itself or of a precompile. */
  private String call() {
    String target =
        switch (random.nextInt(3)) {
          case 0 -> "60%02x".formatted(1 + random.nextInt(0x11));
          case 1 -> "30";
          default -> "6077";
        };
    String operands = "60%02x5f60%02x5f".formatted(random.nextInt(256), random.nextInt(256));
    return switch (random.nextInt(4)) {
      case 0 -> operands + "60%02x".formatted(random.nextInt(2)) + target + "5af1";
      case 1 -> operands + "5f" + target + "5af2";
      case 2 -> operands + target + "5af4";
      default -> operands + target + "5afa";
    };
  }

  @Test
  void precompiles_take_any_input() {
    runPrecompiles();
  }

  void runPrecompiles() {
    System.out.println("seed " + seed);
    for (Address address : Fork.OSAKA.precompileAddresses()) {
      Precompile precompile = Fork.OSAKA.precompile(address).orElseThrow();
      for (int i = 0; i < PRECOMPILE_INPUTS; i++) {
        byte[] input = i == 0 ? new byte[0] : precompileInput();
        if (precompile.gas(input) < GAS_LIMIT) {
          assertThat(precompile.run(input).map(output -> output.length).orElse(0))
              .as("seed %d %s(%s)", seed, address, Hex.encode(input))
              .isLessThan(10_000);
        }
      }
    }
  }

  private byte[] precompileInput() {
    byte[] input = bytes(random.nextBoolean() ? 800 : 250);
    // Sparse inputs get further: small lengths, coordinates below the modulus.
    int keep = random.nextInt(1, 40);
    for (int i = 0; i < input.length; i++) {
      input[i] = i % 32 < 31 && random.nextInt(keep) != 0 ? 0 : input[i];
    }
    return input;
  }

  private byte[] bytes(int bound) {
    return fixed(random.nextInt(bound));
  }

  private byte[] fixed(int length) {
    byte[] out = new byte[length];
    random.nextBytes(out);
    return out;
  }
}
