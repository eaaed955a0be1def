package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.World.Person;
import org.jspecify.annotations.Nullable;

/** One scenario file being run: the language is explained in {@code scenarios/README.txt}. */
final class Scenario {
  private static final String MODES =
      "(window|strict) nonces, (sponsor then sender|sponsor|sender) pays";
  private static final String PRICE = "(\\d+) per transaction, (\\d+) per byte";
  private static final long DAY_MS = 86_400_000;

  private final Map<String, Person> people = new LinkedHashMap<>();
  private final Map<String, RollupId> rollups = new LinkedHashMap<>();
  private final List<RollupSpec> specs = new ArrayList<>();
  private final List<Address> governors = new ArrayList<>();
  private final Map<Address, Long> credits = new TreeMap<>();
  private FeeSchedule fees = new FeeSchedule(0, 0);
  private @Nullable World world;

  private final Map<Pattern, Consumer<MatchResult>> statements = new LinkedHashMap<>();
  private final Map<Pattern, Function<MatchResult, ProposedItem>> actions = new LinkedHashMap<>();

  private final List<Expectation> block = new ArrayList<>();
  private final List<ProposedTransaction> legs = new ArrayList<>();
  private @Nullable MatchResult bundle;
  private boolean inBlock;

  private record Expectation(String where, ProposedItem item, String outcome) {}

  Scenario() {
    on("given price " + PRICE, m -> fees = fees(m, 1));
    on("given (\\w+) has (\\d+)", m -> credits.put(person(m.group(1)).address, number(m, 2)));
    on("given (\\w+) governs", m -> governors.add(person(m.group(1)).address));
    on("given rollup (\\w+): " + MODES + ", owned by (\\w+)", m -> specs.add(spec(m)));
    on("block", m -> inBlock = true);
    on(
        "block one day later",
        m -> {
          world().timeMs += DAY_MS;
          inBlock = true;
        });
    on("(\\d+) blocks? pass(?:es)?", m -> pass((int) number(m, 1)));
    on(
        "then (\\w+) has (\\d+)",
        m ->
            assertThat(world().view().account(person(m.group(1)).address).balance())
                .isEqualTo(number(m, 2)));
    on(
        "then next nonce of (\\w+) on (\\w+) is (\\d+)",
        m ->
            assertThat(world().view().lane(rollup(m.group(2)), person(m.group(1)).address).next())
                .isEqualTo(number(m, 3)));
    on(
        "then collected is (\\d+)",
        m -> assertThat(world().view().totals().collected()).isEqualTo(number(m, 1)));
    on(
        "then (\\w+) holds (\\d+) transactions?",
        m -> assertThat(world().view().head(rollup(m.group(1))).txCount()).isEqualTo(number(m, 2)));
    on(
        "then height is (\\d+)",
        m -> assertThat(world().view().tip().height()).isEqualTo(number(m, 1)));

    act("(\\w+) sends (\\w+) (\\d+)(?: (\\w+))?", this::send);
    act("(\\w+) sends (\\w+) (\\d+) authorised by (\\w+) (\\d+)", this::sendAuthorised);
    operate(
        "(\\w+) transfers (\\d+) to (\\w+)",
        m -> new NativeCall.Transfer(person(m.group(3)).address, number(m, 2)));
    operate(
        "(\\w+) mints (\\d+) to (\\w+) as (\\w+)",
        m -> new NativeCall.Mint(id(m.group(4)), person(m.group(3)).address, number(m, 2)));
    operate(
        "(\\w+) registers (\\w+): " + MODES,
        m ->
            new NativeCall.Register(
                rollup(m.group(2)), m.group(2), payMode(m.group(4)), nonceMode(m.group(3))));
    operate(
        "(\\w+) (stops|starts) (\\w+)",
        m -> new NativeCall.SetActive(rollup(m.group(3)), m.group(2).equals("starts")));
    operate(
        "(\\w+) gives (\\w+) to (\\w+)",
        m -> new NativeCall.SetOwner(rollup(m.group(2)), person(m.group(3)).address));
    operate(
        "(\\w+) changes (\\w+): " + MODES,
        m ->
            new NativeCall.SetModes(
                rollup(m.group(2)), payMode(m.group(4)), nonceMode(m.group(3))));
    operate(
        "(\\w+) sponsors (\\w+): (\\d+) bytes per sender, (\\d+) in all",
        m ->
            new NativeCall.SetQuota(
                rollup(m.group(2)), new Rollup.Quota(number(m, 3), number(m, 4))));
    operate(
        "(\\w+) moves lane on (\\w+) to (\\d+)",
        m -> new NativeCall.ResetLane(rollup(m.group(2)), number(m, 3)));
    operate("(\\w+) sets price " + PRICE, m -> new NativeCall.SetFees(fees(m, 2)));
    operate("(\\w+) caps price " + PRICE, m -> new NativeCall.SetFeeCap(fees(m, 2)));
  }

  /** Runs one line; {@code where} names it in failures. */
  void line(String where, String line) {
    String text = line.replaceFirst("#.*", "").stripTrailing();
    if (text.isBlank()) {
      return;
    }
    if (text.startsWith(" ")) {
      assertThat(inBlock).as("%s: an indented line belongs to a block", where).isTrue();
      blockLine(where, text.strip());
    } else {
      applyBlock();
      run(where, statements, text).accept(match(where, statements, text));
    }
  }

  /** Applies what is left and checks the money. */
  void end() {
    applyBlock();
    World w = world();
    assertThat(Fixtures.sumOfBalances(w.store)).isEqualTo(w.view().totals().balances());
    assertThat(w.view().totals().isConserved()).isTrue();
  }

  private void blockLine(String where, String text) {
    Matcher open = Pattern.compile("bundle from (\\d+) until (\\d+)").matcher(text);
    if (open.matches()) {
      bundle = open.toMatchResult();
      legs.clear();
      return;
    }
    String[] parts = text.split("\\s*->\\s*", 2);
    if (parts[0].equals("end of bundle")) {
      block.add(new Expectation(where, bundle(), parts[1]));
      bundle = null;
      return;
    }
    ProposedItem item = run(where, actions, parts[0]).apply(match(where, actions, parts[0]));
    if (bundle != null) {
      legs.add((ProposedTransaction) item);
    } else {
      assertThat(parts).as("%s: what is expected?", where).hasSize(2);
      block.add(new Expectation(where, item, parts[1]));
    }
  }

  private void applyBlock() {
    if (!inBlock) {
      return;
    }
    inBlock = false;
    ProposedItem[] items = block.stream().map(Expectation::item).toArray(ProposedItem[]::new);
    List<Outcome> outcomes = world().block(items).outcomes();
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(describe(outcomes.get(i), block.get(i).outcome()))
          .as(block.get(i).where())
          .isEqualTo(block.get(i).outcome());
    }
    block.clear();
  }

  private String describe(Outcome outcome, String like) {
    return switch (outcome) {
      case Outcome.Accepted a when like.startsWith("ok, paid by") ->
          "ok, paid by " + name(a.legs().getFirst().payer());
      case Outcome.Accepted _ -> "ok";
      case Outcome.Rejected r when like.startsWith("leg") ->
          "leg " + (r.leg() + 1) + " " + r.reason();
      case Outcome.Rejected r -> r.reason().name();
    };
  }

  private void pass(int blocks) {
    for (int i = 0; i < blocks; i++) {
      LogEntry.ProposedItem filler =
          new Person(222).transfer(FILLER, world().view().lane(FILLER, fillerAddress()).next(), 1);
      assertThat(world().block(filler).block()).isPresent();
    }
  }

  private static final RollupId FILLER = new RollupId(999_999);

  private static Address fillerAddress() {
    return new Person(222).address;
  }

  private World world() {
    if (world == null) {
      Genesis base = World.genesis(NonceMode.STRICT, PayMode.SENDER, World.SOMEBODY, Map.of());
      specs.add(
          new RollupSpec(FILLER, "filler", fillerAddress(), PayMode.SENDER, NonceMode.STRICT));
      credits.put(fillerAddress(), 1_000_000_000L);
      world =
          new World(
              new Genesis(base.committee(), governors, fees, specs, Genesis.credits(credits)));
    }
    return world;
  }

  private ProposedItem send(MatchResult m) {
    String variant = m.group(4);
    return person(m.group(1))
        .transfer(rollup(m.group(2)), number(m, 3), variant == null ? 1 : variant.hashCode());
  }

  private ProposedItem sendAuthorised(MatchResult m) {
    RollupId rollup = rollup(m.group(2));
    return person(m.group(1))
        .send(
            World.setCode(
                rollup.chainId(),
                number(m, 3),
                List.of(person(m.group(4)).authorise(rollup.chainId(), number(m, 5)))));
  }

  private ProposedBundle bundle() {
    MatchResult window = Objects.requireNonNull(bundle, "end of no bundle");
    List<Bytes> raw = legs.stream().map(ProposedTransaction::raw).toList();
    return new ProposedBundle(
        new Bundle(number(window, 1), number(window, 2), raw),
        legs.stream().map(ProposedTransaction::sender).toList());
  }

  /** Native nonces are counted here: one up for each operation of a sender that is expected ok. */
  private ProposedItem nativeItem(MatchResult m, NativeCall call) {
    Person sender = person(m.group(1));
    long pending =
        block.stream()
            .filter(e -> e.outcome().startsWith("ok"))
            .map(Expectation::item)
            .filter(i -> i instanceof ProposedTransaction t && isNativeOf(t, sender))
            .count();
    pending += legs.stream().filter(t -> bundle != null && isNativeOf(t, sender)).count();
    return sender.call(world().view().nativeLane(sender.address).next() + pending, call);
  }

  private static boolean isNativeOf(ProposedTransaction t, Person sender) {
    return t.sender().address().equals(sender.address)
        && Admission.of(t.raw()) instanceof Admission.Admitted a
        && a.chainId() == World.P;
  }

  private Person person(String name) {
    return people.computeIfAbsent(name, n -> new Person(people.size() + 1));
  }

  private String name(Address address) {
    return people.entrySet().stream()
        .filter(e -> e.getValue().address.equals(address))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private RollupId rollup(String name) {
    return rollups.computeIfAbsent(name, n -> new RollupId(100L + rollups.size()));
  }

  private RollupSpec spec(MatchResult m) {
    return new RollupSpec(
        rollup(m.group(1)),
        m.group(1),
        person(m.group(4)).address,
        payMode(m.group(3)),
        nonceMode(m.group(2)));
  }

  private static NonceMode nonceMode(String word) {
    return NonceMode.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static PayMode payMode(String words) {
    return PayMode.valueOf(words.toUpperCase(Locale.ROOT).replace(' ', '_'));
  }

  private static FeeSchedule fees(MatchResult m, int group) {
    return new FeeSchedule(number(m, group), number(m, group + 1));
  }

  private static Hash id(String word) {
    return Sha256.hash(word.getBytes(StandardCharsets.UTF_8));
  }

  private static long number(MatchResult m, int group) {
    return Long.parseLong(m.group(group));
  }

  private void on(String pattern, Consumer<MatchResult> statement) {
    statements.put(Pattern.compile(pattern), statement);
  }

  private void act(String pattern, Function<MatchResult, ProposedItem> action) {
    actions.put(Pattern.compile(pattern), action);
  }

  private void operate(String pattern, Function<MatchResult, NativeCall> call) {
    act(pattern, m -> nativeItem(m, call.apply(m)));
  }

  private static <T> T run(String where, Map<Pattern, T> table, String text) {
    return table.entrySet().stream()
        .filter(e -> e.getKey().matcher(text).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError(where + ": not understood: " + text));
  }

  private static <T> MatchResult match(String where, Map<Pattern, T> table, String text) {
    return table.keySet().stream()
        .map(p -> p.matcher(text))
        .filter(Matcher::matches)
        .map(Matcher::toMatchResult)
        .findFirst()
        .orElseThrow(() -> new AssertionError(where + ": not understood: " + text));
  }
}
