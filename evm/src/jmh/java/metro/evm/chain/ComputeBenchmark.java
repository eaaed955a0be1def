package metro.evm.chain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.TransactionProcessor;
import metro.evm.TransactionResult;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;
import metro.evm.state.WorldState;
import metro.evm.store.StateStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Millions of gas per second of loops that end when the gas does. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders", "-Xmx1g"})
@State(Scope.Benchmark)
public class ComputeBenchmark {
  private static final int MILLIONS_OF_GAS = 16;
  private static final Address SENDER = Address.fromHex("0x" + "5e".repeat(20));
  private static final Address TARGET = Address.fromHex("0x" + "7a".repeat(20));

  /** Each loop is JUMPDEST at 1 with one word on the stack before and after it. */
  private static final Map<String, String> LOOPS =
      Map.of(
          // y = x * x ^ x; x = y + (y >> 3) + 1
          "arithmetic", "80800281188060031c019050600101",
          // y = x * ~x mod m / 3; x = (x + y mod m) + 1
          "division", "60fd198119820960039004" + "60fd19908208" + "9050600101",
          // x = keccak256(x, 0)
          "keccak", "5f5260405f20",
          // stores at 0 and 32, loads at 1 and 33
          "memory", "805f52600151018060205260215101600101");

  @Param({"arithmetic", "division", "keccak", "memory"})
  public String loop = "";

  private StateStore store;
  private EmbeddedEvm evm;
  private BlockSetup setup;
  private final TransactionProcessor processor = new TransactionProcessor(metro.evm.Fork.OSAKA);
  private final FeeMarketTransaction transaction =
      new FeeMarketTransaction(
          1,
          0,
          UInt256.ZERO,
          UInt256.of(100_000_000_000L),
          MILLIONS_OF_GAS * 1_000_000L,
          Optional.of(TARGET),
          UInt256.ZERO,
          Bytes.EMPTY,
          List.of(),
          TransactionSigner.unsigned());

  @Setup(Level.Trial)
  public void open() {
    String body = LOOPS.get(loop).replace(" ", "");
    Bytes code = Bytes.fromHex("0x5f5b" + body + "600156");
    Genesis genesis =
        Genesis.of(
            1,
            Map.of(
                SENDER,
                GenesisAccount.ofBalance(UInt256.of(Long.MAX_VALUE).times(1_000)),
                TARGET,
                GenesisAccount.ofCode(code)));
    store = StateStore.inMemory();
    evm = EmbeddedEvm.open(genesis, store);
    setup =
        new BlockSetup(
            genesis,
            ExecutionRules.ROLLUP,
            store.header(0).orElseThrow(),
            store.hash(0).orElseThrow(),
            BlockParameters.of(1, Address.ZERO, Hash.ZERO, genesis.gasLimit()),
            processor,
            store.headState(),
            number -> Hash.ZERO);
  }

  @TearDown(Level.Trial)
  public void close() {
    evm.close();
  }

  /** One operation is a million gas. */
  @Benchmark
  @OperationsPerInvocation(MILLIONS_OF_GAS)
  public TransactionResult millionGas() {
    TransactionResult result =
        processor.process(
            new WorldState(store.headState()), setup.context(), genesisGas(), transaction, SENDER);
    if (!(result instanceof TransactionResult.Included done)
        || done.gasUsed() != MILLIONS_OF_GAS * 1_000_000L) {
      throw new IllegalStateException("the loop ended early: " + result);
    }
    return result;
  }

  private long genesisGas() {
    return setup.parameters().gasLimit();
  }
}
