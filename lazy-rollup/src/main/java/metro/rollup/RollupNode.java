package metro.rollup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import metro.da.DaLayer;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisJson;
import metro.evm.chain.EmbeddedEvm;
import metro.evm.store.RocksKeyValueStore;
import metro.evm.store.StateStore;
import metro.rollup.admin.MeasuredEngine;
import metro.rollup.admin.MetricsServer;
import metro.rollup.admin.RollupMetrics;
import metro.rollup.chain.ChainStore;
import metro.rollup.chain.EmbeddedEvmEngine;
import metro.rollup.chain.RollupChain;
import metro.rollup.chain.Tips;
import metro.rollup.da.DaDeriver;
import metro.rollup.da.DaProgress;
import metro.rollup.evidence.EvidenceStore;
import metro.rollup.mirror.EngineApiMirror;
import metro.rollup.rpc.RollupRpc;
import metro.rollup.soft.CertificateMemory;
import metro.rollup.soft.CommitteeClient;
import metro.rollup.soft.CommitteeTrust;
import metro.rollup.soft.MemberPool;
import metro.rollup.soft.SoftFollower;
import metro.rollup.soft.SoftProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One rollup's node: wires the parts in the order a transaction meets them, closes in reverse. */
public final class RollupNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RollupNode.class);

  private final RollupConfig config;
  private final RollupChain chain;
  private final EmbeddedEvmEngine engine;
  private final EvidenceStore evidence;
  private final SoftFollower follower;
  private final DaDeriver deriver;
  private final RollupRpc rpc;
  private final Optional<MetricsServer> metrics;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private RollupNode(RollupConfig config, DaLayer da, InstantSource clock) {
    this.config = config;
    Path dir = config.dataDir();
    try {
      this.evidence = new EvidenceStore(dir.resolve("evidence"), clock);
      this.engine = opened(new EmbeddedEvmEngine(openEvm(config)));
      MeasuredEngine measured = new MeasuredEngine(engine);
      ChainStore store = opened(ChainStore.open(dir.resolve("chain")));
      this.chain = RollupChain.open(config.rollup(), engine.rules(), measured, store);
      if (!config.mirrors().isEmpty()) {
        chain.listen(
            opened(
                new EngineApiMirror(
                    config.mirrors(), engine.evm(), dir.resolve("evidence/mirrors"), clock)));
      }
      CommitteeTrust trust = new CommitteeTrust(config.committee(), evidence);
      CertificateMemory certificates = new CertificateMemory();
      MemberPool members = opened(new MemberPool(config.members(), clock));
      this.follower =
          opened(
              new SoftFollower(
                  config.rollup(), members, chain, trust, certificates, evidence, clock));
      opened(da);
      this.deriver =
          opened(
              new DaDeriver(
                  config.rollup(), da, config.da(), chain, store, trust, certificates, evidence));
      this.rpc = opened(RollupRpc.start(config.rpc(), engine, chain, new CommitteeClient(members)));
      RollupMetrics metrics =
          new RollupMetrics()
              .chain(this::tips, clock)
              .soft(follower.progress(), this::tips, this::faults)
              .da(this::da)
              .engine(measured)
              .calls(rpc.calls());
      this.metrics = config.admin().map(at -> opened(MetricsServer.start(at, metrics.registry())));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens the data folder, serves wallets, follows the committee and the DA layer.
   *
   * @throws IllegalArgumentException when the genesis file is wrong
   * @throws IllegalStateException when the folder holds another chain or the port is taken
   */
  public static RollupNode start(RollupConfig config) {
    return start(config, config.da().layer().open(), InstantSource.system());
  }

  /** The same over another DA layer, which is closed with the node. */
  public static RollupNode start(RollupConfig config, DaLayer da, InstantSource clock) {
    RollupNode node = new RollupNode(config, da, clock);
    node.follower.start();
    node.deriver.start();
    Tips tips = node.chain.tips();
    LOG.info(
        "rollup {}: http://{}:{} from block {} (finalized {})",
        config.rollup(),
        config.rpc().host(),
        node.rpcPort(),
        tips.latest().number(),
        tips.finalizedBlock().number());
    return node;
  }

  /**
   * Opens the chain of a node, and nothing else of it.
   *
   * @throws IllegalArgumentException when the genesis file is wrong
   * @throws IllegalStateException when the folder holds another chain
   */
  public static EmbeddedEvm openEvm(RollupConfig config) {
    Genesis genesis = genesis(config.genesisFile());
    if (genesis.chainId() != config.rollup().chainId()) {
      throw new IllegalArgumentException(
          "the genesis file %s is of chain %d, not %s"
              .formatted(config.genesisFile(), genesis.chainId(), config.rollup()));
    }
    return EmbeddedEvm.open(genesis, openStore(config.dataDir()));
  }

  /**
   * Opens the blocks and states in a node's data folder.
   *
   * @throws IllegalStateException when another process has them open
   */
  public static StateStore openStore(Path dataDir) {
    return StateStore.rocksDb(
        dataDir.resolve("evm"),
        RocksKeyValueStore.Options.DEFAULT,
        StateStore.DEFAULT_HISTORY_BLOCKS);
  }

  private static Genesis genesis(Path file) {
    try {
      return GenesisJson.read(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the genesis file " + file, e);
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  /** What this node is told. */
  public RollupConfig config() {
    return config;
  }

  /** The port wallets connect to. */
  public int rpcPort() {
    return rpc.port();
  }

  /** The port metrics are served on; empty when they are not. */
  public OptionalInt metricsPort() {
    return metrics.stream().mapToInt(MetricsServer::port).findFirst();
  }

  /** How far everything is. */
  public Tips tips() {
    return chain.tips();
  }

  /** How following the committee goes. */
  public SoftProgress soft() {
    return follower.progress();
  }

  /** How deriving from the DA layer goes. */
  public DaProgress da() {
    return deriver.progress();
  }

  /** Faults recorded since the start. */
  public long faults() {
    return evidence.recorded();
  }

  /** The chain itself, for everything that only reads. */
  public EmbeddedEvm evm() {
    return engine.evm();
  }

  /** Stops everything, newest part first; safe to call twice. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing {} failed", part.getClass().getSimpleName(), e);
      }
    }
  }
}
