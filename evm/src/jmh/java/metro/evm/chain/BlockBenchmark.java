package metro.evm.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.evm.TransactionProcessor;
import metro.evm.block.BlockHeader;
import metro.evm.state.StateDiff;
import metro.evm.store.BlockRef;
import metro.evm.store.RocksKeyValueStore;
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

/** Transactions per second in blocks of a thousand; signing is outside of the measured time. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgs = {
      "--enable-native-access=ALL-UNNAMED",
      "-XX:+UseCompactObjectHeaders",
      "-Xms1g",
      "-Xmx2g"
    })
public class BlockBenchmark {
  private static final int BLOCK = 1_000;

  /** A chain at its genesis block. */
  @State(Scope.Benchmark)
  public abstract static class Chain {
    @Param({"transfer", "erc20"})
    public String kind = "";

    @Param({"memory", "rocksdb"})
    public String tables = "";

    @Param({"10000"})
    public int accounts;

    protected Traffic traffic;
    protected EmbeddedEvm evm;
    private Path folder;

    protected void openChain() throws IOException {
      folder = Files.createTempDirectory("evm-jmh");
      traffic = new Traffic(kind.equals("erc20"), accounts);
      StateStore store =
          tables.equals("rocksdb")
              ? StateStore.rocksDb(folder, RocksKeyValueStore.Options.DEFAULT, StateStore.ARCHIVE)
              : StateStore.inMemory();
      evm = EmbeddedEvm.open(traffic.genesis(), store);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      evm.close();
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }

    protected BlockParameters parameters() {
      long time = 1 + evm.heads().latest().number();
      return BlockParameters.of(time, Address.ZERO, Hash.ZERO, Traffic.GAS_LIMIT);
    }
  }

  /** The chain stays where it is: one block is executed again and again. */
  public static class Still extends Chain {
    private final List<Prepared> prepared = new ArrayList<>();
    private final TransactionProcessor processor = new TransactionProcessor(metro.evm.Fork.OSAKA);

    @Setup(Level.Trial)
    public void open() throws IOException {
      openChain();
      try (Preparation preparation =
          new Preparation(Secp256k1.fastest(), ExecutionRules.ROLLUP, 1)) {
        preparation.prepare(traffic.next(BLOCK), prepared::addAll);
      }
    }

    StateDiff run() {
      BlockRef head = evm.heads().latest();
      BlockHeader parent = evm.store().header(head.number()).orElseThrow();
      BlockSetup setup =
          new BlockSetup(
              evm.genesis(),
              ExecutionRules.ROLLUP,
              parent,
              head.hash(),
              parameters(),
              processor,
              evm.store().headState(),
              number -> Hash.ZERO);
      OpenBlock open = new OpenBlock(setup, Optional.of(Hash.ZERO));
      prepared.forEach(open::apply);
      if (open.included().stream().filter(i -> i.receipt().succeeded()).count() != BLOCK) {
        throw new IllegalStateException("a transaction failed");
      }
      open.end(Hash.ZERO);
      return open.takeDiff();
    }
  }

  /** Every run is the next block. */
  public static class Growing extends Chain {
    private List<TransactionInput> inputs = List.of();

    @Setup(Level.Trial)
    public void open() throws IOException {
      openChain();
    }

    @Setup(Level.Invocation)
    public void sign() {
      inputs = traffic.next(BLOCK);
    }

    SealedBlock run(List<TransactionInput> transactions) {
      Hash parent = evm.heads().latest().hash();
      SealedBlock block =
          evm.execute(new BlockInput(parent, parameters(), Hash.ZERO, transactions));
      if (block.stored().receipts().size() != BLOCK) {
        throw new IllegalStateException("a transaction was skipped: " + block.outcomes());
      }
      return block;
    }
  }

  /** Decoded before, with senders: execution and receipts only, one thread. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public StateDiff execute(Still chain) {
    return chain.run();
  }

  /** From bytes with senders to a stored block: decoding, execution, all roots, history. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public SealedBlock sealed(Growing chain) {
    return chain.run(chain.inputs);
  }

  /** From bytes alone to a stored block: also recovers the senders, on all processors. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public SealedBlock sealedWithRecovery(Growing chain) {
    return chain.run(chain.inputs.stream().map(i -> TransactionInput.of(i.raw())).toList());
  }
}
