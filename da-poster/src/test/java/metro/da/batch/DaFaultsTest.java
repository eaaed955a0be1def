package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import metro.da.Blob;
import metro.da.Broadcast;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.Signing;
import metro.da.SigningDaLayer;
import metro.da.SubmitResult;
import metro.da.TxFate;
import metro.da.VerifiedNamespace;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.FeePolicy;
import metro.da.celestia.Namespace;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.da.embedded.SteppedDa;
import metro.da.embedded.TimedDa;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Span;
import metro.ethereum.Address;
import metro.state.DaTransaction;
import metro.state.LogEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each fault of the DA layer with a poster that dies at each point and another leader's that takes
 * over, for both ways to submit. {@code scripts/da-faults} runs it with many seeds and prints the
 * table.
 */
final class DaFaultsTest {
  private static final int SEEDS =
      Integer.parseInt(System.getenv().getOrDefault("METRO_DA_FAULTS_SEEDS", "1"));
  private static final int BATCHES = 3;
  private static final int MAX_STEPS = 3_000;
  private static final int SIGNED_HEIGHTS = 6;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final CelestiaKey KEY = new CelestiaKey(key());

  private static byte[] key() {
    byte[] secret = new byte[32];
    secret[31] = 9;
    return secret;
  }

  private enum Way {
    JSON_RPC,
    DIRECT
  }

  private enum Crash {
    BEFORE_PREPARE,
    AFTER_PREPARE,
    AFTER_BROADCAST,
    AFTER_INCLUSION,
    BEFORE_POSTED
  }

  /** Faults by name, as hard as a seed says. */
  private static final Map<String, Function<SplittableRandom, Fault>> FAULTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("down", r -> new Fault.Down(Fault.Calls.ALL)),
              Map.entry("down-submissions", r -> new Fault.Down(Fault.Calls.SUBMISSIONS)),
              Map.entry("slow", r -> new Fault.Slow(Fault.Calls.ALL, Duration.ofMillis(20))),
              Map.entry("server-error", r -> new Fault.ServerError(Fault.Calls.ALL, 500)),
              Map.entry("timed-out-but-included", r -> new Fault.TimedOutButIncluded()),
              Map.entry(
                  "evicted-then-included", r -> new Fault.EvictedThenIncluded(r.nextInt(1, 4))),
              Map.entry("sequence-mismatch", r -> new Fault.SequenceMismatch()),
              Map.entry("too-large", r -> new Fault.TooLarge()),
              Map.entry("full-blocks", r -> new Fault.FullBlocks()),
              Map.entry("lagging-head", r -> new Fault.LaggingHead(r.nextInt(1, 4))),
              Map.entry("wrong-proof", r -> new Fault.WrongProof()),
              Map.entry("wrong-data", r -> new Fault.WrongData()),
              Map.entry("pruned-history", r -> new Fault.PrunedHistory(r.nextInt(1, 4)))));

  /** How long: calls where the fault shows, or blocks, so that a signed transaction may expire. */
  private static Span span(Fault fault, SplittableRandom random) {
    return switch (fault) {
      case Fault.LaggingHead f -> new Span.NextBlocks(random.nextInt(2, 8));
      case Fault.PrunedHistory f -> new Span.NextBlocks(random.nextInt(2, 8));
      case Fault.FullBlocks f -> new Span.NextCalls(random.nextInt(2, 2 * SIGNED_HEIGHTS));
      case Fault.SequenceMismatch f -> new Span.NextCalls(random.nextInt(1, 2 * SIGNED_HEIGHTS));
      case Fault.TooLarge f -> new Span.NextCalls(random.nextInt(1, 2 * SIGNED_HEIGHTS));
      default -> new Span.NextCalls(random.nextInt(1, 5));
    };
  }

  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Kills the poster once, at its point. */
  private static final class Killer {
    private Optional<Crash> armed = Optional.empty();

    boolean strikes(Crash at) {
      boolean now = armed.filter(at::equals).isPresent();
      armed = now ? Optional.empty() : armed;
      return now;
    }

    void strike(Crash at) {
      if (strikes(at)) {
        throw new Died();
      }
    }
  }

  private record Log(Line line, Killer killer) implements PosterLog {
    @Override
    public boolean isLeader() {
      return true;
    }

    @Override
    public CompletableFuture<?> propose(LogEntry entry) {
      killer.strike(
          entry instanceof LogEntry.BatchPrepared ? Crash.BEFORE_PREPARE : Crash.BEFORE_POSTED);
      line.apply(entry);
      killer.strike(Crash.AFTER_PREPARE);
      return CompletableFuture.completedFuture("applied");
    }
  }

  /** The layer as a poster sees it that may die while it calls. */
  private static class Killing implements DaLayer {
    final TimedDa real;
    final SteppedDa stepped;
    final Killer killer;

    Killing(TimedDa real, SteppedDa stepped, Killer killer) {
      this.real = real;
      this.stepped = stepped;
      this.killer = killer;
    }

    @Override
    public SubmitResult submit(List<Blob> blobs, Duration timeout) {
      if (killer.strikes(Crash.AFTER_BROADCAST)) {
        real.submitAndForget(blobs, timeout);
        throw new Died();
      }
      SubmitResult result = real.submit(blobs, timeout);
      killer.strike(Crash.AFTER_INCLUSION);
      return result;
    }

    @Override
    public int maxBytes() {
      return real.maxBytes();
    }

    @Override
    public DaHeader head(Duration timeout) throws DaException {
      return real.head(timeout);
    }

    @Override
    public DaHeader header(DaHeight height, Duration timeout) throws DaException {
      return real.header(height, timeout);
    }

    @Override
    public DaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
      return real.waitForHeight(height, timeout);
    }

    @Override
    public VerifiedNamespace read(DaHeader header, Namespace namespace, Duration timeout)
        throws DaException {
      return real.read(header, namespace, timeout);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private static final class KillingDirect extends Killing implements SigningDaLayer {
    private final TimedDa.Direct direct;

    KillingDirect(TimedDa.Direct direct, SteppedDa stepped, Killer killer) {
      super(direct, stepped, killer);
      this.direct = direct;
    }

    @Override
    public Signing sign(
        List<Blob> blobs, DaHeight timeout, Optional<DaTransaction> former, Duration limit)
        throws DaException {
      return direct.sign(blobs, timeout, former, limit);
    }

    @Override
    public Broadcast broadcast(DaTransaction transaction, List<Blob> blobs, Duration limit) {
      Broadcast answer = direct.broadcast(transaction, blobs, limit);
      killer.strike(Crash.AFTER_BROADCAST);
      if (killer.strikes(Crash.AFTER_INCLUSION)) {
        stepped.step();
        throw new Died();
      }
      return answer;
    }

    @Override
    public TxFate fate(DaTransaction transaction, Duration limit) throws DaException {
      return direct.fate(transaction, limit);
    }

    @Override
    public long feeUtia(DaTransaction transaction) {
      return direct.feeUtia(transaction);
    }
  }

  @TempDir Path directory;

  @Test
  void whateverFailsAndWhereverThePosterDiesEveryBatchIsReadOnce() throws Exception {
    List<String> table = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    table.add(
        String.format(
            Locale.ROOT,
            "%-9s %-24s %-16s %5s %14s %17s",
            "way",
            "fault",
            "poster dies",
            "runs",
            "wrongly read",
            "copies on the DA"));
    for (Way way : Way.values()) {
      for (String fault : FAULTS.keySet()) {
        for (Crash crash : Crash.values()) {
          table.add(cell(way, fault, crash, failures));
        }
      }
    }
    write(table);
    assertThat(failures).isEmpty();
  }

  private String cell(Way way, String fault, Crash crash, List<String> failures) {
    int wrong = 0;
    long copies = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      String name = way + " " + fault + " " + crash + " seed " + seed;
      try {
        long dropped = run(way, fault, crash, seed);
        copies += dropped;
        if (way == Way.DIRECT && dropped > 0) {
          failures.add(name + ": " + dropped + " copies on the DA layer");
        }
      } catch (Exception | AssertionError e) {
        wrong++;
        failures.add(name + ": " + e);
      }
    }
    return String.format(
        Locale.ROOT,
        "%-9s %-24s %-16s %5d %14d %17d",
        way.name().toLowerCase(Locale.ROOT),
        fault,
        crash.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        SEEDS,
        wrong,
        copies);
  }

  /** Returns how many copies stand on the layer; throws when a reader would miss something. */
  private long run(Way way, String faultName, Crash crash, int seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003L + faultName.hashCode());
    Line line = new Line(seed);
    Path home = directory.resolve(way + "-" + faultName + "-" + crash + "-" + seed);
    Killer killer = new Killer();
    try (SteppedDa stepped = new SteppedDa(EmbeddedDaConfig.in(home).servingGrpc(0));
        Killing da = da(way, stepped, killer)) {
      Poster poster = poster(way, line, da, killer);
      int victim = random.nextInt(BATCHES);
      for (int batch = 0; batch < BATCHES; batch++) {
        line.block(random.nextInt(1, 5), 200);
        line.certify();
        if (batch == victim) {
          Fault fault = Objects.requireNonNull(FAULTS.get(faultName)).apply(random);
          stepped.da.faults().set(fault, span(fault, random));
          killer.armed = Optional.of(crash);
        }
        int steps = 0;
        while (line.cursor().postedHeight() < line.certifiedHeight()) {
          assertThat(++steps).as("steps; %s", poster.status()).isLessThan(MAX_STEPS);
          try {
            if (!poster.step()) {
              stepped.step();
            }
          } catch (Died e) {
            poster = poster(way, line, da, killer);
          }
        }
      }
      stepped.da.faults().clear();
      for (int i = 0; i < 2 * SIGNED_HEIGHTS; i++) {
        stepped.step();
      }
      assertThat(killer.armed).as("the poster did not die").isEmpty();
      return PosterTest.readers(line, stepped.da.layer());
    }
  }

  private static Poster poster(Way way, Line line, DaLayer da, Killer killer) {
    Address payer = way == Way.DIRECT ? KEY.address() : EmbeddedDa.defaultPayer();
    PosterConfig config =
        new PosterConfig(
            Optional.of(payer),
            Namespaces.DEFAULT,
            new PostingPolicy(Duration.ZERO, 3, 4, 8, SIGNED_HEIGHTS),
            LIMIT,
            LIMIT,
            LIMIT,
            Duration.ofMillis(1));
    return new Poster(config, line, new Log(line, killer), da, () -> PosterTest.later(line));
  }

  private static Killing da(Way way, SteppedDa stepped, Killer killer) {
    return switch (way) {
      case JSON_RPC -> new Killing(TimedDa.jsonRpc(stepped), stepped, killer);
      case DIRECT ->
          new KillingDirect(TimedDa.direct(stepped, KEY, FeePolicy.DEFAULT), stepped, killer);
    };
  }

  private static void write(List<String> table) throws IOException {
    String text = table.stream().collect(Collectors.joining("\n", "", "\n"));
    System.out.print(text);
    Files.writeString(Path.of("target", "da-faults.txt"), text);
  }
}
