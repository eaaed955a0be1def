package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.da.DaException;
import metro.da.eip4844.Anvil;
import metro.da.eip4844.Eip4844Config;
import metro.da.eip4844.Eip4844Layer;
import metro.da.eip4844.Fees;
import metro.ethereum.Address;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The poster over Ethereum blobs on a process of anvil. */
@Timeout(600)
final class EthereumPosterTest {
  private static final Duration GLANCE = Duration.ofMillis(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final UInt256 FUNDS = UInt256.of(1_000_000_000_000_000_000L).times(1_000);
  private static final int SEEDS = 6;
  private static final int STEPS_PER_BLOCK = 4;

  private static Anvil anvil;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
  }

  @AfterAll
  static void stop() {
    if (anvil != null) {
      anvil.close();
    }
  }

  /** A committee's line, its account and its poster, which can be replaced at any time. */
  private static final class Post implements AutoCloseable {
    final Line line;
    final TransactionSigner account;
    final long firstHeight;
    final PosterTest.Log log;
    Eip4844Layer layer;
    Poster poster;

    Post(long seed, int faultsInHundred) {
      line = new Line(seed);
      byte[] secret = new byte[32];
      secret[0] = 9;
      secret[31] = (byte) seed;
      account = new TransactionSigner(Secp256k1.fastest(), secret);
      anvil.call("anvil_dropAllTransactions");
      anvil.fund(account.address(), FUNDS);
      anvil.mine(Anvil.FINALITY + 1);
      firstHeight = anvil.head();
      log = new PosterTest.Log(line, new SplittableRandom(seed), faultsInHundred);
      layer = layer();
      poster = poster();
    }

    private Eip4844Layer layer() {
      byte[] inbox = account.address().bytes();
      inbox[0] ^= 1;
      return new Eip4844Layer(
          Eip4844Config.reader(
                  anvil.endpoint(), anvil.endpoint(), Anvil.CHAIN_ID, Address.of(inbox))
              .withAccount(account, Fees.DEFAULT_CAPS)
              .withWaits(3, GLANCE));
    }

    private Poster poster() {
      PosterConfig config =
          new PosterConfig(
              Optional.of(account.address()),
              Namespaces.DEFAULT,
              new PostingPolicy(Duration.ZERO, 0, 0, 64, 20),
              TIMEOUT,
              GLANCE,
              TIMEOUT,
              GLANCE);
      return new Poster(config, line, log, layer, () -> PosterTest.later(line));
    }

    /** Another process, or another member: nothing is remembered. */
    void restart() {
      layer.close();
      layer = layer();
      poster = poster();
    }

    void addBlock() {
      line.block(4, 300);
      line.certify();
    }

    void stepUntil(String activity) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!poster.status().activity().contains(activity)) {
        assertThat(System.nanoTime()).as(poster.status().toString()).isLessThan(end);
        poster.step();
      }
    }

    void finish() throws InterruptedException {
      log.leads = true;
      log.faultsInHundred = 0;
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (line.cursor().postedHeight() < line.certifiedHeight()) {
        for (int i = 0; i < STEPS_PER_BLOCK; i++) {
          poster.step();
        }
        anvil.mine(1);
        assertThat(System.nanoTime()).as(poster.status().toString()).isLessThan(end);
      }
    }

    /** Nothing is missing and nothing is there twice; the account sent one for each batch. */
    void assertOnce() throws DaException {
      assertThat(PosterTest.readers(line, layer, firstHeight)).as("duplicates").isZero();
      assertThat(anvil.nonce(account.address())).isEqualTo(line.cursor().postedBatch());
    }

    @Override
    public void close() {
      layer.close();
    }
  }

  @Test
  void aBatchIsPostedOnlyWhenItIsFinal() throws Exception {
    try (Post post = new Post(101, 0)) {
      post.addBlock();
      post.stepUntil("Submit");
      anvil.mine(Anvil.FINALITY);
      for (int i = 0; i < 5; i++) {
        post.poster.step();
        assertThat(post.line.cursor().postedBatch()).as("included, not final").isZero();
      }
      anvil.reorganise(Anvil.FINALITY);
      assertThat(anvil.nonce(post.account.address())).as("taken out again").isZero();
      post.finish();
      post.assertOnce();
    }
  }

  @Test
  void aRestartInEveryStateChangesNothing() throws Exception {
    try (Post post = new Post(102, 0)) {
      for (int state = 0; state < 5; state++) {
        post.addBlock();
        post.stepUntil("Prepare");
        if (state >= 1) {
          post.stepUntil("Submit");
        }
        anvil.mine(
            switch (state) {
              case 2 -> 1; // in a block
              case 3 -> Anvil.FINALITY + 1; // final, not seen
              default -> 0;
            });
        if (state == 4) {
          post.log.faultsInHundred = 100; // seen, and the report is lost or not
          anvil.mine(Anvil.FINALITY + 1);
          post.stepUntil("Report");
        }
        post.restart();
        post.finish();
        assertThat(post.line.cursor().postedBatch()).isEqualTo(state + 1);
      }
      post.assertOnce();
    }
  }

  @Test
  void whateverFailsEveryBatchIsThereOnce() throws Exception {
    for (long seed = 1; seed <= SEEDS; seed++) {
      System.out.println("seed " + seed);
      faultyRun(seed);
    }
  }

  private void faultyRun(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Post post = new Post(seed, 15)) {
      for (int i = 0; i < 120; i++) {
        switch (random.nextInt(14)) {
          case 0 -> post.addBlock();
          case 1, 2, 3 -> anvil.mine(1);
          case 4 -> anvil.reorganise(1 + random.nextInt(Anvil.FINALITY));
          case 5 -> post.restart();
          case 6 -> post.log.leads = !post.log.leads;
          case 7 -> anvil.call("anvil_dropAllTransactions");
          case 8 -> anvil.mineDear();
          default -> post.poster.step();
        }
      }
      post.addBlock();
      post.finish();
      post.assertOnce();
    }
  }
}
