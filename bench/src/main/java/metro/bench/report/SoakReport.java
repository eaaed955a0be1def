package metro.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import metro.bench.result.LiveHeap.ClassUse;
import metro.bench.result.Medians;
import metro.bench.result.MemberMemory;
import metro.bench.result.MemorySample;
import metro.bench.result.Soak;

/** A long load as one Markdown page, with a picture for each member. */
public final class SoakReport {
  /** Name of the page. */
  public static final String PAGE = "soak.md";

  private static final int CLASSES = 10;
  private static final int MINUTE = 60;

  private final Soak soak;
  private final Page page = new Page();

  private SoakReport(Soak soak) {
    this.soak = soak;
  }

  /** Writes page and pictures into {@code directory}. */
  public static void write(Soak soak, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (MemberMemory member : soak.members()) {
      Files.writeString(directory.resolve(picture(member)), chart(member).svg());
    }
    Files.writeString(directory.resolve("ordered.svg"), throughput(soak).svg());
    Files.writeString(directory.resolve(PAGE), new SoakReport(soak).text());
  }

  private static String picture(MemberMemory member) {
    return member.name() + ".svg";
  }

  private String text() {
    page.say("# %d members under load for %s minutes", soak.members().size(), minutes());
    page.say("");
    page.environment(soak.environment());
    page.say("");
    verdict();
    load();
    soak.members().forEach(this::member);
    allocation();
    return page.toString();
  }

  private String minutes() {
    return LineChart.number(soak.seconds() / MINUTE);
  }

  private void verdict() {
    page.say("## Verdict");
    page.say("");
    page.say("| question | answer |");
    page.say("|---|---|");
    answer(
        "every member ran until the end", soak.members().stream().allMatch(MemberMemory::survived));
    answer("no OutOfMemoryError", soak.members().stream().noneMatch(MemberMemory::ranOutOfMemory));
    answer(
        "heap never above its limit",
        soak.members().stream().allMatch(m -> m.most(MemorySample::heapUsed) <= heap(m)));
    steady("heap after collections steady", MemorySample::heapAfterGc);
    steady("resident memory steady", MemorySample::resident);
    page.say("| load without a break | %s |", soak.failure().orElse("yes"));
    page.say("");
    page.say(
        "Steady: over the last two thirds of the time the straight line that fits best rises by no"
            + " more than %.0f %% of the heap's limit in an hour, two standard errors included.",
        100 * Growth.MOST_PER_HOUR);
    page.say("");
  }

  private void answer(String question, boolean yes) {
    page.say("| %s | %s |", question, yes ? "yes" : "**no**");
  }

  /** The worst member counts. */
  private void steady(String question, ToDoubleFunction<MemorySample> figure) {
    Growth.Verdict worst =
        soak.members().stream()
            .map(m -> Growth.of(m.trend(figure), m).verdict())
            .max(Comparator.naturalOrder())
            .orElse(Growth.Verdict.CANNOT_TELL);
    page.say("| %s | %s |", question, worst.words());
  }

  private static double heap(MemberMemory member) {
    return member.most(MemorySample::heapMax);
  }

  private void load() {
    page.say("## Load and memory");
    page.say("");
    page.say(
        "%,d transfers of %,d senders, %s/s.",
        soak.ordered(), soak.senders(), LineChart.number(soak.ordered() / soak.seconds()));
    page.say("");
    page.say("![ordered](ordered.svg)");
    page.say("");
    page.say(
        "| member | heap limit | heap after collections: median, most | its growth | resident, most"
            + " | its growth | live before, after | files | collecting |");
    page.say("|---|---|---|---|---|---|---|---|---|");
    soak.members().forEach(this::row);
    page.say("");
    page.say(
        "MiB; growth over the last two thirds, with its share of the heap's limit. Live: what a");
    page.say("collection of the whole heap leaves, before the load and after it.");
    page.say("");
  }

  private void row(MemberMemory m) {
    page.say(
        "| %s | %s | %s, %s | %s | %s | %s | %s, %s | %s | %.1f %% |",
        m.name(),
        mib(heap(m)),
        mib(Medians.of(m.samples(), MemorySample::heapAfterGc)),
        mib(m.most(MemorySample::heapAfterGc)),
        Growth.of(m.trend(MemorySample::heapAfterGc), m).words(),
        mib(m.most(MemorySample::resident)),
        Growth.of(m.trend(MemorySample::resident), m).words(),
        mib((double) m.before().bytes()),
        mib((double) m.after().bytes()),
        mib(m.most(MemorySample::directory)),
        100 * m.most(MemorySample::gcSeconds) / soak.seconds());
  }

  private static String mib(double bytes) {
    return String.format(Locale.ROOT, "%,.0f", bytes / Growth.MIB);
  }

  private void member(MemberMemory member) {
    page.say("## %s", member.name());
    page.say("");
    page.say("![memory of %s](%s)", member.name(), picture(member));
    page.say("");
    page.say("| class | live instances after the load | KiB before | KiB after |");
    page.say("|---|---|---|---|");
    for (ClassUse use : grown(member)) {
      page.say(
          "| `%s` | %,d | %,d | %,d |",
          use.name(),
          use.instances(),
          member.before().bytesOf(use.name()) >> 10,
          use.bytes() >> 10);
    }
    page.say("");
  }

  /** Classes of which the load left most. */
  private static List<ClassUse> grown(MemberMemory member) {
    return member.after().largest().stream()
        .sorted(
            Comparator.comparingLong((ClassUse c) -> member.before().bytesOf(c.name()) - c.bytes()))
        .limit(CLASSES)
        .toList();
  }

  private void allocation() {
    page.say("## The apply thread's allocation");
    page.say("");
    page.say("The state machine and the store alone, in the bench's process, after a warm-up.");
    page.say("");
    page.yardsticks(soak.allocation());
  }

  private static LineChart chart(MemberMemory member) {
    List<LineChart.Series> series = new ArrayList<>();
    series.add(series(member, "heap after collections", MemorySample::heapAfterGc));
    series.add(series(member, "heap taken from the system", MemorySample::heapCommitted));
    series.add(series(member, "resident", MemorySample::resident));
    series.add(
        series(member, "outside of the heap, known to the JVM", s -> s.nonHeap() + s.direct()));
    series.add(series(member, "heap's limit", MemorySample::heapMax));
    return new LineChart("Memory of " + member.name(), "minutes", "MiB", false, series);
  }

  private static LineChart.Series series(
      MemberMemory member, String name, ToDoubleFunction<MemorySample> figure) {
    return new LineChart.Series(
        name,
        member.samples().stream()
            .map(s ->
                new LineChart.Point(s.seconds() / MINUTE, figure.applyAsDouble(s) / Growth.MIB))
            .toList());
  }

  private static LineChart throughput(Soak soak) {
    List<LineChart.Point> points =
        soak.throughput().stream()
            .map(t -> new LineChart.Point(t.seconds() / MINUTE, t.orderedPerSecond()))
            .toList();
    return new LineChart(
        "Transfers ordered",
        "minutes",
        "per second",
        false,
        List.of(new LineChart.Series("ordered", points)));
  }
}
