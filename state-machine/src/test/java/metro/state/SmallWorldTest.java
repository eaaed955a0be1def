package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.NaiveModel.Request;
import metro.state.World.Person;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two senders, two rollups, few nonces: every sequence of commands up to a length, each step
 * compared with {@link NaiveModel}.
 */
final class SmallWorldTest {
  private static final Map<String, Person> PEOPLE =
      Map.of("alice", new Person(1), "bob", new Person(2));

  /** One block's worth: transactions that stand together. */
  private record Command(List<Request> requests, ProposedItem item) {}

  private static Command single(String sender, RollupId rollup, long nonce, int variant) {
    ProposedTransaction tx = person(sender).transfer(rollup, nonce, variant);
    return new Command(List.of(request(sender, rollup, nonce, variant, tx)), tx);
  }

  private static Request request(
      String sender, RollupId rollup, long nonce, int variant, ProposedTransaction tx) {
    return new Request(
        sender, rollup.chainId(), nonce, variant, World.FEES.charge(tx.raw().length()));
  }

  private static Command bundle(Command... legs) {
    List<Request> requests = new ArrayList<>();
    List<Bytes> raw = new ArrayList<>();
    List<ProposedSender> senders = new ArrayList<>();
    for (Command leg : legs) {
      ProposedTransaction tx = (ProposedTransaction) leg.item();
      requests.addAll(leg.requests());
      raw.add(tx.raw());
      senders.add(tx.sender());
    }
    return new Command(requests, new ProposedBundle(new Bundle(0, 64, raw), senders));
  }

  private static Person person(String name) {
    return java.util.Objects.requireNonNull(PEOPLE.get(name));
  }

  private static List<Command> commands(long[] nonces, int variants) {
    List<Command> out = new ArrayList<>();
    for (String sender : List.of("alice", "bob")) {
      for (RollupId rollup : List.of(World.A, World.B)) {
        for (long nonce : nonces) {
          for (int variant = 0; variant < variants; variant++) {
            out.add(single(sender, rollup, nonce, variant));
          }
        }
      }
    }
    Command a0 = single("alice", World.A, nonces[0], 0);
    Command a1 = single("alice", World.A, nonces[1], 0);
    Command b0 = single("bob", World.B, nonces[0], 0);
    out.add(bundle(a0, b0, a1));
    out.add(bundle(b0, b0));
    out.add(bundle(a1, b0));
    return out;
  }

  @ParameterizedTest
  @EnumSource(NonceMode.class)
  void everySequenceOfThreeWithTwoTransactionsAtEachNonce(NonceMode mode) {
    explore(mode, commands(new long[] {0, 1, 2}, 2), 3);
  }

  @ParameterizedTest
  @EnumSource(NonceMode.class)
  void everySequenceOfFour(NonceMode mode) {
    explore(mode, commands(new long[] {0, 1, 2}, 1), 4);
  }

  @ParameterizedTest
  @EnumSource(NonceMode.class)
  void everySequenceOfThreeAcrossTheEdgesOfTheWindow(NonceMode mode) {
    explore(mode, commands(new long[] {0, 1, 16, 17, 33}, 1), 3);
  }

  /** Long enough for windows to move on and for reuse to become possible. */
  @ParameterizedTest
  @EnumSource(NonceMode.class)
  void longRandomSequences(NonceMode mode) {
    long seed = Long.getLong("metro.seed", 7L);
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Map<RejectReason, Integer> seen = new EnumMap<>(RejectReason.class);
    for (int run = 0; run < 6; run++) {
      World world = new World(genesis(mode, Map.of(person("alice").address, 400_000L)));
      NaiveModel model = new NaiveModel(mode, Map.of("alice", 400_000L));
      for (int step = 0; step < 400; step++) {
        long next = model.next("alice", World.A.chainId());
        long nonce = Math.max(0, next + nonceOffset(random));
        Command command = single("alice", World.A, nonce, random.nextInt(9));
        Optional<RejectReason> expected = model.block(command.requests());
        assertThat(reason(world.one(command.item()))).isEqualTo(expected);
        expected.ifPresent(r -> seen.merge(r, 1, Integer::sum));
      }
      assertThat(world.view().account(person("alice").address).balance())
          .isEqualTo(model.balance("alice"));
    }
    System.out.println(mode + ": " + seen);
    assertThat(seen).hasSizeGreaterThanOrEqualTo(mode == NonceMode.WINDOW ? 6 : 2);
  }

  /** Mostly old nonces, so that the lane's height grows faster than its nonce. */
  private static long nonceOffset(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> random.nextInt(40) - 20;
      case 1, 2 -> 0;
      default -> random.nextInt(12) - 12;
    };
  }

  private static Genesis genesis(NonceMode mode, Map<Address, Long> credits) {
    return World.genesis(mode, PayMode.SENDER, new Person(50).address, credits);
  }

  private static Optional<RejectReason> reason(Outcome outcome) {
    return outcome instanceof Outcome.Rejected r ? Optional.of(r.reason()) : Optional.empty();
  }

  private static void explore(NonceMode mode, List<Command> commands, int depth) {
    // Alice can pay for three transactions, Bob for one and a half.
    Map<String, Long> balances = new LinkedHashMap<>();
    balances.put("alice", 3 * 2_150L);
    balances.put("bob", 3_200L);
    Genesis genesis =
        genesis(mode, Map.of(person("alice").address, 6_450L, person("bob").address, 3_200L));
    TreeMap<StateKey, Bytes> store = new TreeMap<>();
    Fixtures.write(store, Ledger.genesis(genesis));
    Explorer explorer = new Explorer(commands);
    explorer.visit(store, new NaiveModel(mode, balances), depth, List.of());
    System.out.println(mode + ": " + explorer.steps + " steps, " + explorer.taken + " taken");
    assertThat(explorer.taken).isBetween(1L, explorer.steps - 1);
  }

  private static final class Explorer {
    private final List<Command> commands;
    private long steps;
    private long taken;

    Explorer(List<Command> commands) {
      this.commands = commands;
    }

    void visit(Map<StateKey, Bytes> store, NaiveModel model, int depth, List<Integer> path) {
      if (depth == 0) {
        return;
      }
      for (int i = 0; i < commands.size(); i++) {
        List<Integer> here = new ArrayList<>(path);
        here.add(i);
        step(store, model, depth, here, commands.get(i));
      }
    }

    private void step(
        Map<StateKey, Bytes> store,
        NaiveModel model,
        int depth,
        List<Integer> path,
        Command command) {
      steps++;
      NaiveModel expected = model.copy();
      Optional<RejectReason> reason = expected.block(command.requests());
      ApplyResult result =
          new Ledger(Fixtures.reader(store))
              .apply(new BlockProposal(5_000, false, List.of(command.item())));
      Outcome outcome = result.outcomes().getFirst();
      assertThat(reason(outcome)).as("after commands %s", path).isEqualTo(reason);
      if (reason.isPresent()) {
        assertThat(result.changes().changes()).isEmpty();
        return;
      }
      taken++;
      TreeMap<StateKey, Bytes> after = new TreeMap<>(store);
      Fixtures.write(after, result.changes());
      compare(new LedgerView(Fixtures.reader(after)), expected, path);
      visit(after, expected, depth - 1, path);
    }

    private static void compare(LedgerView view, NaiveModel model, List<Integer> path) {
      assertThat(view.tip().height()).as("%s", path).isEqualTo(model.height());
      assertThat(view.totals().collected()).as("%s", path).isEqualTo(model.collected());
      PEOPLE.forEach((name, person) -> {
        assertThat(view.account(person.address).balance())
            .as("%s: %s", path, name)
            .isEqualTo(model.balance(name));
        for (RollupId rollup : List.of(World.A, World.B)) {
          assertThat(view.lane(rollup, person.address).next())
              .as("%s: %s on %s", path, name, rollup)
              .isEqualTo(model.next(name, rollup.chainId()));
        }
      });
    }
  }
}
