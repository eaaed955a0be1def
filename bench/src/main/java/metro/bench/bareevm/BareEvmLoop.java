package metro.bench.bareevm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import metro.bench.cluster.ProcessClock;
import metro.bench.cluster.Starter;
import metro.bench.result.CatchUp;
import metro.bench.result.JsonFile;
import metro.cli.config.ConfigException;
import metro.cli.config.RollupSettings;
import metro.cli.config.Settings;
import metro.evm.chain.EmbeddedEvm;
import metro.evm.chain.SealedBlock;
import metro.jsonrpc.Json;
import metro.rollup.RollupConfig;
import metro.rollup.RollupNode;

/**
 * The program of the bare loop: one thread hands a node's blocks to an EVM that is opened as the
 * node opens its own, one after the other as fast as they go. The EVM recovers senders and makes
 * state roots on threads of its own, as in the node, and writes everything the node's EVM writes.
 * Each block has to get the hash it has in the node.
 */
public final class BareEvmLoop {
  private final List<NodeBlocks.Again> blocks;
  private final long transactions;

  private BareEvmLoop(List<NodeBlocks.Again> blocks) {
    this.blocks = blocks;
    this.transactions = blocks.stream().mapToLong(b -> b.input().transactions().size()).sum();
  }

  /** One argument: {@link BareEvmPlan} as JSON. Ends with the process that started it. */
  public static void main(String[] arguments) throws IOException, ConfigException {
    BareEvmPlan plan = Json.mapper().readValue(arguments[0], BareEvmPlan.class);
    Starter.endWith(plan.starter());
    BareEvmLoop loop = new BareEvmLoop(NodeBlocks.read(Path.of(plan.blocks())));
    Map<String, String> settings = Map.of("METRO_DATA_DIR", plan.directory());
    RollupConfig config =
        RollupSettings.read(Settings.read(Path.of(plan.config()), settings, Map.of()));
    try (EmbeddedEvm evm = RollupNode.openEvm(config)) {
      Path result = Path.of(plan.result());
      Path partial = result.resolveSibling(result.getFileName() + ".partial");
      JsonFile.write(loop.run(evm, plan.repetition()), partial);
      Files.move(partial, result, StandardCopyOption.ATOMIC_MOVE);
    }
    System.exit(0);
  }

  private CatchUp run(EmbeddedEvm evm, int repetition) throws IOException {
    long self = ProcessHandle.current().pid();
    ProcessClock.Reading before = ProcessClock.read(self);
    long start = System.nanoTime();
    long done = 0;
    long later = 0;
    long laterStart = start;
    for (NodeBlocks.Again block : blocks) {
      SealedBlock sealed = evm.execute(block.input());
      if (!sealed.hash().equals(block.hash())) {
        throw new IllegalStateException(
            "the EVM made %s of what the node made %s of".formatted(sealed.hash(), block.hash()));
      }
      done += block.input().transactions().size();
      if (later == 0 && done >= transactions / 2) {
        later = transactions - done;
        laterStart = System.nanoTime();
      }
    }
    long end = System.nanoTime();
    double seconds = (end - start) / 1e9;
    return new CatchUp(
        CatchUp.BARE,
        repetition,
        transactions,
        blocks.size(),
        seconds,
        later,
        (end - laterStart) / 1e9,
        seconds,
        ProcessClock.read(self).since(before));
  }
}
