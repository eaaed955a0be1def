package metro.rollup.da;

import static metro.rollup.testing.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import metro.da.Blob;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.SubmitResult;
import metro.da.batch.BatchCodec;
import metro.da.batch.Namespaces;
import metro.da.celestia.Namespace;
import metro.da.connect.DaChoice;
import metro.da.eip4844.Anvil;
import metro.da.eip4844.Eip4844Config;
import metro.da.eip4844.Fees;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.rollup.RollupConfig.DaConfig;
import metro.rollup.chain.BlockRules;
import metro.rollup.chain.ChainStore;
import metro.rollup.chain.History;
import metro.rollup.chain.ModelEngine;
import metro.rollup.chain.RollupChain;
import metro.rollup.evidence.EvidenceStore;
import metro.rollup.soft.CertificateMemory;
import metro.rollup.soft.CommitteeTrust;
import metro.rollup.testing.TestCommittee;
import metro.rollup.testing.TestPoster;
import metro.rollup.testing.TestSequencer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Derivation over Ethereum blobs, on a process of anvil. */
@Timeout(300)
final class EthereumDeriverTest {
  private static final long T = 1_700_000_000_000L;
  private static final BlockRules RULES = new BlockRules(Address.ZERO, 100);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Address INBOX =
      Address.fromHex("0x00000000000000000000000000000000000b10b5");

  @TempDir Path directory;
  private final TestCommittee committee = new TestCommittee(1);
  private final TestSequencer sequencer = new TestSequencer(committee, History.ROLLUP);

  private static TransactionSigner account(int number) {
    byte[] secret = new byte[32];
    secret[31] = (byte) number;
    return new TransactionSigner(Secp256k1.fastest(), secret);
  }

  private static DaChoice choice(Anvil anvil, Optional<TransactionSigner> account) {
    Eip4844Config reader =
        Eip4844Config.reader(anvil.endpoint(), anvil.endpoint(), Anvil.CHAIN_ID, INBOX)
            .withWaits(3, Duration.ofMillis(5));
    return new DaChoice.Ethereum(
        account.map(key -> reader.withAccount(key, Fees.DEFAULT_CAPS)).orElse(reader));
  }

  private void history() {
    sequencer.order(T, List.of(tx(60, 1), tx(0, 2)));
    sequencer.order(T + 400, List.of(tx(60, 3)));
    sequencer.order(T + 1_200, List.of(tx(10, 4)));
    sequencer.order(T + 3_000, List.of(tx(10, 5), tx(10, 6)));
    sequencer.idle(T + 4_000);
  }

  private static Bytes tx(int gas, long salt) {
    return ModelEngine.transaction(gas, salt);
  }

  private ModelEngine softly() {
    ModelEngine engine = new ModelEngine(T / 1000 - 1);
    try (ChainStore store = ChainStore.open(directory.resolve("soft"))) {
      RollupChain chain = RollupChain.open(History.ROLLUP, RULES, engine, store);
      sequencer.blocks().forEach(chain::append);
      chain.closedBy(sequencer.tip().head(), sequencer.tip().header().timeMs());
    }
    return engine;
  }

  /** Hands blobs over and makes blocks; the first that holds them is taken out again. */
  private static void post(Anvil anvil, DaLayer layer, List<Blob> blobs) throws Exception {
    layer.head(TIMEOUT); // what stands up to here was looked at
    CompletableFuture<SubmitResult> result = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> result.complete(layer.submit(blobs, TIMEOUT)));
    until("it is in the pool", () -> anvil.pooled() == 1);
    anvil.mine(1);
    anvil.reorganise(1);
    until("it is sent again", () -> anvil.pooled() == 1);
    until(
        "it is final",
        () -> {
          anvil.mine(1);
          return result.isDone();
        });
    assertThat(result.get()).isInstanceOf(SubmitResult.Included.class);
  }

  @Test
  void aNodeStartedFromNothingDerivesTheSameChainFromEthereumAlone() throws Exception {
    history();
    TransactionSigner payer = account(1);
    TransactionSigner stranger = account(2);
    try (Anvil anvil = Anvil.start();
        DaLayer posting = choice(anvil, Optional.of(payer)).open();
        DaLayer other = choice(anvil, Optional.of(stranger)).open()) {
      for (TransactionSigner account : List.of(payer, stranger)) {
        anvil.fund(account.address(), UInt256.of(1_000_000_000_000_000_000L));
      }
      anvil.mine(Anvil.FINALITY + 1);
      TestPoster poster = new TestPoster(sequencer);
      for (int link : List.of(0, 2, 4)) {
        List<Blob> blobs =
            BatchCodec.blobs(poster.make(link), Namespaces.DEFAULT, Optional.of(payer.address()));
        post(anvil, posting, blobs);
        List<Blob> copies =
            blobs.stream().map(b -> Blob.unsigned(b.namespace(), b.data())).toList();
        post(anvil, other, copies);
      }
      derive(anvil, payer.address());
    }
  }

  private void derive(Anvil anvil, Address poster) {
    EvidenceStore evidence =
        new EvidenceStore(directory.resolve("evidence"), InstantSource.system());
    ModelEngine engine = new ModelEngine(T / 1000 - 1);
    DaChoice choice = choice(anvil, Optional.empty());
    DaConfig config =
        new DaConfig(
            choice,
            Namespace.ofRollup(History.ROLLUP),
            Namespace.ofCommittee(TestCommittee.CHAIN_ID),
            Optional.of(poster),
            new DaHeight(1),
            DaConfig.DEFAULT_FORCED_INCLUSION_DELAY);
    try (ChainStore store = ChainStore.open(directory.resolve("node"));
        DaLayer layer = choice.open()) {
      RollupChain chain = RollupChain.open(History.ROLLUP, RULES, engine, store);
      try (DaDeriver deriver =
          new DaDeriver(
              History.ROLLUP,
              layer,
              config,
              chain,
              store,
              new CommitteeTrust(committee.committee(), evidence),
              new CertificateMemory(),
              evidence)) {
        deriver.start();
        until("batch 3", () -> deriver.progress().batch() >= 3);
        assertThat(engine.blocks()).isEqualTo(softly().blocks());
        assertThat(engine.finalized()).isEqualTo(engine.head());
        assertThat(chain.tips().finalized()).isEqualTo(sequencer.tip().head());
        assertThat(evidence.recorded()).isZero();
      }
    }
  }
}
