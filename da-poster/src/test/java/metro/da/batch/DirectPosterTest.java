package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import metro.da.Blob;
import metro.da.Broadcast;
import metro.da.DaHeight;
import metro.da.Refusal;
import metro.da.Signing;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.CelestiaTx;
import metro.da.celestia.FeePolicy;
import metro.da.celestia.Namespace;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.da.embedded.SteppedDa;
import metro.da.embedded.TimedDa;
import metro.da.embedded.faults.Fault;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.state.DaTransaction;
import metro.state.LogEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the network may refuse, over real connections: named, survived, and never posted twice. */
@Timeout(300)
final class DirectPosterTest {
  private static final CelestiaKey KEY = key(11);
  private static final int SIGNED_HEIGHTS = 6;
  private static final int MAX_STEPS = 2_000;

  @TempDir Path directory;

  private static CelestiaKey key(int number) {
    byte[] secret = new byte[32];
    secret[31] = (byte) number;
    return new CelestiaKey(secret);
  }

  private record Log(Line line) implements PosterLog {
    @Override
    public boolean isLeader() {
      return true;
    }

    @Override
    public CompletableFuture<?> propose(LogEntry entry) {
      line.apply(entry);
      return CompletableFuture.completedFuture("applied");
    }
  }

  /** A ledger, a layer and a poster between. */
  private final class World implements AutoCloseable {
    final Line line = new Line(1);
    final SteppedDa stepped;
    final TimedDa da;
    final Poster poster;

    World(UnaryOperator<EmbeddedDaConfig> how, FeePolicy fees) {
      this(how, Optional.of(fees));
    }

    World(UnaryOperator<EmbeddedDaConfig> how, Optional<FeePolicy> fees) {
      stepped = new SteppedDa(how.apply(EmbeddedDaConfig.in(directory).servingGrpc(0)));
      da = fees.isPresent() ? TimedDa.direct(stepped, KEY, fees.get()) : TimedDa.jsonRpc(stepped);
      Address payer = fees.isPresent() ? KEY.address() : EmbeddedDa.defaultPayer();
      PosterConfig config =
          new PosterConfig(
              Optional.of(payer),
              Namespaces.DEFAULT,
              new PostingPolicy(Duration.ZERO, 3, 4, 8, SIGNED_HEIGHTS),
              SteppedDa.TIMEOUT,
              SteppedDa.TIMEOUT,
              SteppedDa.TIMEOUT,
              Duration.ofMillis(1));
      poster = new Poster(config, line, new Log(line), da, () -> PosterTest.later(line));
    }

    void block(int transactions, int maxBytes) {
      line.block(transactions, maxBytes);
      line.certify();
    }

    void step() throws InterruptedException {
      if (!poster.step()) {
        stepped.step();
      }
    }

    void untilPosted() throws InterruptedException {
      for (int i = 0; line.cursor().postedHeight() < line.certifiedHeight(); i++) {
        assertThat(i).as("steps; %s", poster.status()).isLessThan(MAX_STEPS);
        step();
      }
    }

    Refusal untilHindered() throws InterruptedException {
      for (int i = 0; poster.status().hindrance().isEmpty(); i++) {
        assertThat(i).as("steps; %s", poster.status()).isLessThan(MAX_STEPS);
        step();
      }
      return poster.status().hindrance().orElseThrow();
    }

    DaTransaction untilSigned() throws InterruptedException {
      while (transaction().isEmpty()) {
        step();
      }
      return transaction().get();
    }

    Optional<DaTransaction> transaction() {
      return line.cursor().prepared().flatMap(LogEntry.BatchPrepared::transaction);
    }

    long copies() throws Exception {
      for (int i = 0; i < 2 * SIGNED_HEIGHTS; i++) {
        stepped.step();
      }
      return PosterTest.readers(line, stepped.da.layer());
    }

    @Override
    public void close() {
      da.close();
      stepped.close();
    }
  }

  @Test
  void anAccountWithoutFundsIsNamedAndWaitedFor() throws Exception {
    UnaryOperator<EmbeddedDaConfig> poor =
        config -> config.strict().funding(Map.of(KEY.address(), 100L));
    try (World world = new World(poor, FeePolicy.DEFAULT)) {
      world.block(3, 100);
      assertThat(world.untilHindered()).isEqualTo(Refusal.OUT_OF_FUNDS);
      assertThat(world.poster.status().trouble())
          .contains(KEY.toString())
          .contains("has 100 utia, the fee is");
      assertThat(world.line.cursor().prepared()).as("nothing is prepared").isEmpty();
      assertThat(world.poster.meter().outcomes(PostingMeter.Outcome.OUT_OF_FUNDS)).isPositive();
    }
  }

  @Test
  void aPriceAboveTheCapIsNamedAndNothingIsSent() throws Exception {
    UnaryOperator<EmbeddedDaConfig> dear = config -> config.taking(new BigDecimal("0.5"), 36);
    try (World world = new World(dear, FeePolicy.DEFAULT)) {
      world.block(3, 100);
      assertThat(world.untilHindered()).isEqualTo(Refusal.PRICE_ABOVE_CAP);
      assertThat(world.line.cursor().prepared()).isEmpty();
    }
  }

  @Test
  void aStuckTransactionExpiresAndTheNextOneOffersMore() throws Exception {
    try (World world = new World(config -> config, FeePolicy.DEFAULT)) {
      world.block(3, 100);
      world.stepped.da.faults().set(new Fault.FullBlocks());
      DaTransaction first = world.untilSigned();
      for (int i = 0; world.transaction().equals(Optional.of(first)); i++) {
        assertThat(i).isLessThan(MAX_STEPS);
        world.step();
      }
      world.stepped.da.faults().clear();
      DaTransaction second = world.transaction().orElseThrow();
      assertThat(second.sequence()).isEqualTo(first.sequence());
      assertThat(second.timeoutHeight()).isGreaterThan(first.timeoutHeight() + SIGNED_HEIGHTS);
      long fee = CelestiaTx.costOf(first.bytes()).feeUtia();
      long raised = CelestiaTx.costOf(second.bytes()).feeUtia();
      assertThat(raised).isBetween(fee * 5 / 4 - 1, fee * 5 / 4 + 1);
      world.untilPosted();
      assertThat(world.poster.meter().timesPreparedAnew()).isPositive();
      assertThat(world.poster.meter().feesPaidUtia()).isPositive();
      assertThat(world.copies()).isZero();
    }
  }

  @Test
  void whenSomebodyElseTakesTheSequenceTheBatchIsSignedAnew() throws Exception {
    try (World world = new World(config -> config, FeePolicy.DEFAULT)) {
      world.block(3, 100);
      world.stepped.da.faults().set(new Fault.Down(Fault.Calls.SUBMISSIONS));
      DaTransaction signed = world.untilSigned();
      world.stepped.da.faults().clear();
      other(world);
      assertThat(world.untilHindered()).isEqualTo(Refusal.SEQUENCE_TAKEN);
      world.untilPosted();
      assertThat(world.poster.status().hindrance()).isEmpty();
      assertThat(signed.sequence()).isZero();
      assertThat(world.copies()).isZero();
    }
  }

  /** Another program with the same key has a transaction included. */
  private static void other(World world) throws Exception {
    Namespace namespace = Namespace.v0(new byte[] {7, 7});
    List<Blob> blobs = List.of(Blob.signed(namespace, KEY.address(), Bytes.fromHex("0123")));
    TimedDa.Direct direct = (TimedDa.Direct) world.da;
    DaHeight timeout = new DaHeight(1_000);
    Signing.Signed signed =
        (Signing.Signed) direct.sign(blobs, timeout, Optional.empty(), SteppedDa.TIMEOUT);
    assertThat(direct.broadcast(signed.transaction(), blobs, SteppedDa.TIMEOUT))
        .isEqualTo(new Broadcast.Taken());
    assertThat(direct.broadcast(signed.transaction(), blobs, SteppedDa.TIMEOUT))
        .as("the same again")
        .isEqualTo(new Broadcast.Taken());
    world.stepped.step();
  }

  @Test
  void aBatchTheLayerCannotHoldIsMadeSmallerUntilItFits() throws Exception {
    for (boolean signed : new boolean[] {true, false}) {
      Optional<FeePolicy> fees = signed ? Optional.of(FeePolicy.DEFAULT) : Optional.empty();
      try (World world =
          new World(
              config ->
                  EmbeddedDaConfig.in(directory.resolve("signed-" + signed))
                      .servingGrpc(0)
                      .squaresTo(8),
              fees)) {
        for (int i = 0; i < 6; i++) {
          world.line.block(4, 5_000);
        }
        world.line.certify();
        world.untilPosted();
        assertThat(world.line.cursor().postedBatch()).as("signed %s", signed).isGreaterThan(1);
        assertThat(world.poster.meter().outcomes(PostingMeter.Outcome.TOO_LARGE)).isPositive();
        assertThat(world.copies()).isZero();
      }
    }
  }
}
