package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.LogEntry.BatchPosted;
import metro.state.LogEntry.BatchPrepared;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.World.Person;
import org.junit.jupiter.api.Test;

/**
 * Random logs: money is conserved after each entry, no transaction is ordered twice, a member that
 * crashed anywhere and one that replays the whole log agree with one that never stopped. A failing
 * log is cut down to few entries before it is reported.
 */
final class RandomRunTest {
  private static final int RUNS = 40;
  private static final int ENTRIES = 60;
  private static final Person GOVERNOR = new Person(99);
  private static final List<Person> PEOPLE =
      java.util.stream.IntStream.rangeClosed(1, 5).mapToObj(Person::new).toList();
  private static final RollupId C = new RollupId(300);

  @Test
  void membersAgreeWhateverTheLogHolds() {
    long seed = Long.getLong("metro.seed", 20_261_121L);
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int[] counts = new int[2];
    for (int run = 0; run < RUNS; run++) {
      NonceMode mode = run % 2 == 0 ? NonceMode.WINDOW : NonceMode.STRICT;
      PayMode pay = PayMode.ofCode(1 + run % 3).orElseThrow();
      Generator generator = new Generator(random.split(), mode, pay);
      List<LogEntry> log = generator.log();
      try {
        check(log, mode, pay, run);
      } catch (AssertionError | RuntimeException e) {
        List<LogEntry> small = shrink(log, mode, pay, run);
        fail("seed " + seed + ", run " + run + ", smallest log: " + small, e);
      }
      counts[0] += generator.accepted;
      counts[1] += generator.rejected;
    }
    System.out.println(counts[0] + " items taken, " + counts[1] + " refused");
    assertThat(counts[0]).isGreaterThan(1_000);
    assertThat(counts[1]).isGreaterThan(1_000);
  }

  private static Genesis genesis(NonceMode mode, PayMode pay) {
    Map<Address, Long> credits = new TreeMap<>();
    PEOPLE.forEach(p -> credits.put(p.address, 60_000L));
    return World.genesis(mode, pay, PEOPLE.getFirst().address, credits);
  }

  private static void check(List<LogEntry> log, NonceMode mode, PayMode pay, long crashSeed) {
    SplittableRandom crashes = new SplittableRandom(crashSeed);
    World steady = new World(genesis(mode, pay));
    World crashing = new World(genesis(mode, pay));
    Set<Bytes> ordered = new HashSet<>();
    long seq = 1;
    for (LogEntry entry : log) {
      byte[] bytes = LogEntryCodec.encode(entry);
      ApplyResult result = steady.apply(LogEntryCodec.decode(bytes));
      if (crashes.nextInt(4) == 0) {
        crashing.ledger.apply(entry); // computed, never written
        crashing = new World(crashing.store, crashing.timeMs);
      }
      assertThat(crashing.apply(entry)).isEqualTo(result);
      if (result.block().isPresent()) {
        Block block = result.block().get();
        assertThat(block.header().firstSeq()).isEqualTo(seq);
        seq += block.items().size();
        block.items().forEach(i -> assertThat(ordered.add(i.raw())).as("ordered twice").isTrue());
      }
      checkMoney(steady, result);
    }
    assertThat(crashing.store).isEqualTo(steady.store);
    assertThat(SnapshotCodecTest.write(crashing.store))
        .isEqualTo(SnapshotCodecTest.write(steady.store));
  }

  /** M1, M2, M3, M7 of the rules. */
  private static void checkMoney(World world, ApplyResult result) {
    Totals totals = world.view().totals();
    assertThat(Fixtures.sumOfBalances(world.store)).isEqualTo(totals.balances());
    assertThat(totals.isConserved()).isTrue();
    if (result.outcomes().stream().noneMatch(o -> o instanceof Outcome.Accepted)
        && result.block().isEmpty()) {
      assertThat(result.changes().changes())
          .allMatch(c -> c.key().equals(Keys.CURSOR) || c.key().equals(Keys.STATE_HASH));
    }
  }

  private static List<LogEntry> shrink(
      List<LogEntry> log, NonceMode mode, PayMode pay, long crashSeed) {
    List<LogEntry> best = new ArrayList<>(log);
    for (int size = best.size() / 2; size >= 1; size /= 2) {
      for (int from = 0; from + size <= best.size(); ) {
        List<LogEntry> shorter = new ArrayList<>(best);
        shorter.subList(from, from + size).clear();
        if (fails(shorter, mode, pay, crashSeed)) {
          best = shorter;
        } else {
          from += size;
        }
      }
    }
    return best;
  }

  private static boolean fails(List<LogEntry> log, NonceMode mode, PayMode pay, long crashSeed) {
    try {
      check(log, mode, pay, crashSeed);
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }

  /** Makes a log that is mostly sensible: it looks at a ledger of its own for the next nonces. */
  private static final class Generator {
    private final SplittableRandom random;
    private final World world;
    private int accepted;
    private int rejected;
    private long timeMs = 1_700_000_000_000L;
    private final List<ProposedItem> old = new ArrayList<>();

    Generator(SplittableRandom random, NonceMode mode, PayMode pay) {
      this.random = random;
      this.world = new World(genesis(mode, pay));
    }

    List<LogEntry> log() {
      List<LogEntry> out = new ArrayList<>();
      for (int i = 0; i < ENTRIES; i++) {
        LogEntry entry = entry();
        out.add(entry);
        for (Outcome outcome : world.apply(entry).outcomes()) {
          accepted += outcome instanceof Outcome.Accepted ? 1 : 0;
          rejected += outcome instanceof Outcome.Rejected ? 1 : 0;
        }
      }
      return out;
    }

    private LogEntry entry() {
      timeMs += random.nextInt(3_000) - 200 + (random.nextInt(20) == 0 ? 86_400_000 : 0);
      return switch (random.nextInt(12)) {
        case 0 -> prepared();
        case 1 -> posted();
        case 2 -> new BlockProposal(timeMs, true, List.of());
        default -> {
          List<ProposedItem> items = new ArrayList<>();
          for (int n = random.nextInt(6); n >= 0; n--) {
            items.add(item());
          }
          old.addAll(items);
          yield new BlockProposal(timeMs, random.nextBoolean(), items);
        }
      };
    }

    private LogEntry prepared() {
      PostingCursor cursor = world.view().cursor();
      long to = cursor.postedHeight() + random.nextInt(6);
      return new BatchPrepared(
          cursor.postedBatch() + random.nextInt(2),
          cursor.postedHeight(),
          to,
          Sha256.hash(new byte[] {(byte) to}),
          random.nextInt(50),
          Bytes.wrap(new byte[] {(byte) random.nextInt(2)}),
          random.nextBoolean() ? Optional.empty() : Optional.of(daTransaction()));
    }

    private DaTransaction daTransaction() {
      byte[] bytes = {(byte) random.nextInt(4)};
      return new DaTransaction(Bytes.wrap(bytes), random.nextInt(9), 1 + random.nextInt(40));
    }

    private LogEntry posted() {
      PostingCursor cursor = world.view().cursor();
      Hash hash = cursor.prepared().map(BatchPrepared::batchHash).orElse(Hash.ZERO);
      return new BatchPosted(cursor.postedBatch() + 1, hash, random.nextInt(100), Sha256.hash());
    }

    private ProposedItem item() {
      return switch (random.nextInt(14)) {
        case 0 -> old.isEmpty() ? transfer() : old.get(random.nextInt(old.size()));
        case 1, 2 -> bundle();
        case 3, 4, 5 -> nativeCall();
        case 6 -> garbage();
        case 7 -> authorised();
        default -> transfer();
      };
    }

    private ProposedTransaction transfer() {
      Person person = person();
      RollupId rollup = rollup();
      long next = world.view().lane(rollup, person.address).next();
      long nonce = Math.max(0, next + (random.nextInt(3) == 0 ? random.nextInt(40) - 20 : 0));
      return person.transfer(rollup, nonce, random.nextInt(3));
    }

    private ProposedTransaction authorised() {
      Person person = person();
      Person authority = person();
      RollupId rollup = rollup();
      long nonce = world.view().lane(rollup, person.address).next();
      long authorityNonce = world.view().lane(rollup, authority.address).next();
      return person.send(
          World.setCode(
              rollup.chainId(),
              nonce,
              List.of(authority.authorise(rollup.chainId(), authorityNonce))));
    }

    private ProposedItem bundle() {
      List<ProposedTransaction> legs = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        legs.add(transfer());
      }
      long height = world.view().tip().height() + 1;
      return new ProposedBundle(
          new Bundle(
              Math.max(0, height - random.nextInt(5)),
              height + random.nextInt(60) - 1,
              legs.stream().map(ProposedTransaction::raw).toList()),
          legs.stream().map(ProposedTransaction::sender).toList());
    }

    private ProposedItem nativeCall() {
      Person sender = random.nextInt(3) == 0 ? GOVERNOR : person();
      long nonce = world.view().nativeLane(sender.address).next();
      Address other = person().address;
      RollupId rollup = rollup();
      NativeCall call =
          switch (random.nextInt(9)) {
            case 0, 1 -> new NativeCall.Transfer(other, random.nextInt(5_000));
            case 2, 3 ->
                new NativeCall.Mint(
                    Sha256.hash(new byte[] {(byte) random.nextInt(20)}),
                    random.nextBoolean() ? other : sender.address,
                    random.nextInt(100_000));
            case 4 -> new NativeCall.ResetLane(rollup, random.nextInt(40));
            case 5 ->
                new NativeCall.SetFees(
                    new Genesis.FeeSchedule(random.nextInt(1_500), random.nextInt(15)));
            case 6 ->
                new NativeCall.SetModes(
                    rollup,
                    PayMode.ofCode(1 + random.nextInt(3)).orElseThrow(),
                    NonceMode.ofCode(1 + random.nextInt(2)).orElseThrow());
            case 7 -> new NativeCall.Register(C, "gamma", PayMode.SENDER, NonceMode.WINDOW);
            default ->
                new NativeCall.SetQuota(
                    rollup, new Rollup.Quota(random.nextInt(5_000), random.nextInt(9_000)));
          };
      return sender.call(nonce, call);
    }

    private ProposedItem garbage() {
      ProposedTransaction good = transfer();
      byte[] bytes = good.raw().toArray();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      return new ProposedTransaction(
          Bytes.wrap(random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(99))),
          random.nextBoolean() ? good.sender() : new ProposedSender.Known(good.sender().address()));
    }

    private Person person() {
      return PEOPLE.get(random.nextInt(PEOPLE.size()));
    }

    private RollupId rollup() {
      return List.of(World.A, World.A, World.B, World.B, C).get(random.nextInt(5));
    }
  }
}
