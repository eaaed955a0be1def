package metro.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import metro.bench.result.Latency;
import metro.bench.result.LoadStep;
import metro.bench.result.Medians;
import metro.bench.result.Names;
import metro.bench.result.ProcessUse;
import metro.bench.result.Run;

/** The pictures of a run, by file name. */
final class Charts {
  private final Run run;

  private Charts(Run run) {
    this.run = run;
  }

  static Map<String, String> of(Run run) {
    Charts charts = new Charts(run);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("latency.svg", charts.latencyOverLoad().svg());
    files.put("throughput.svg", charts.throughput().svg());
    files.put("percentiles.svg", charts.percentiles().svg());
    files.put("processors.svg", charts.processors().svg());
    files.put("bytes.svg", charts.bytes().svg());
    return files;
  }

  /** Transfers at planned rates, lowest first. */
  private List<String> rates() {
    return run.load().stream()
        .filter(s -> s.offeredPerSecond() > 0 && s.name().startsWith("transfers, "))
        .filter(s -> s.way().equals("gRPC stream"))
        .sorted(Comparator.comparingDouble(LoadStep::offeredPerSecond))
        .map(LoadStep::name)
        .distinct()
        .toList();
  }

  private LineChart.Series overLoad(String name, ToDoubleFunction<LoadStep> y) {
    List<LineChart.Point> points =
        rates().stream()
            .map(n ->
                new LineChart.Point(
                    Medians.of(run.load(n), LoadStep::offeredPerSecond),
                    Medians.of(run.load(n), y)))
            .toList();
    return new LineChart.Series(name, points);
  }

  private LineChart latencyOverLoad() {
    return new LineChart(
        "Latency over offered load, transfers",
        "transfers offered per second",
        "milliseconds",
        true,
        List.of(
            overLoad("receipt, median", s -> s.ordered().p50Ms()),
            overLoad("receipt, 99th percentile", s -> s.ordered().p99Ms()),
            overLoad("certificate, median", s -> s.certified().p50Ms()),
            overLoad("certificate, 99th percentile", s -> s.certified().p99Ms())));
  }

  private LineChart throughput() {
    return new LineChart(
        "Ordered over offered, transfers",
        "transfers offered per second",
        "transfers ordered per second",
        false,
        List.of(
            overLoad("ordered", LoadStep::orderedPerSecond),
            overLoad("offered", LoadStep::offeredPerSecond)));
  }

  /** X counts nines: 50 % at 0.3, 90 % at 1, 99 % at 2, 99.9 % at 3. */
  private LineChart percentiles() {
    List<LineChart.Series> series = new ArrayList<>();
    run.load(Names.HALF).stream()
        .findFirst()
        .ifPresent(s -> {
          series.add(curve("receipt", s.ordered()));
          series.add(curve("certificate", s.certified()));
        });
    run.rawLog(Names.RAW_HALF).stream()
        .findFirst()
        .ifPresent(r -> series.add(curve("bare log, same entries", r.commit())));
    return new LineChart(
        "Latency by percentile, transfers at half load (first repetition)",
        "nines: 1 is 90 %, 2 is 99 %, 3 is 99.9 %, 4 is 99.99 %",
        "milliseconds",
        true,
        series);
  }

  private static LineChart.Series curve(String name, Latency latency) {
    return new LineChart.Series(
        name,
        latency.curve().stream()
            .map(p -> new LineChart.Point(-Math.log10(1 - p.percentile() / 100), p.ms()))
            .toList());
  }

  private BarChart processors() {
    List<BarChart.Bar> bars = new ArrayList<>();
    run.load(Names.TRANSFERS).stream()
        .findFirst()
        .ifPresent(step ->
            step.use()
                .forEach((process, use) ->
                    bars.add(new BarChart.Bar(process, microsPerTransaction(step, use)))));
    return new BarChart("Processor time per transfer by process and stage, µs, saturated", bars);
  }

  /** Threads that ended meanwhile are in the process' time and in no stage. */
  static Map<String, Double> microsPerTransaction(LoadStep step, ProcessUse use) {
    double transactions = Math.max(1, step.orderedPerSecond() * step.seconds());
    Map<String, Double> parts = new TreeMap<>();
    double staged = 0;
    for (Map.Entry<String, Double> stage : use.stageSeconds().entrySet()) {
      staged += stage.getValue();
      parts.put(stage.getKey(), stage.getValue() * 1e6 / transactions);
    }
    double rest = (use.seconds() - staged) * 1e6 / transactions;
    if (rest > 0) {
      parts.merge("other", rest, Double::sum);
    }
    return parts;
  }

  private BarChart bytes() {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String name : run.loadNames()) {
      bars.add(new BarChart.Bar(name, Bytes.perPayloadByte(run.load(name).getFirst())));
    }
    return new BarChart("Bytes per byte of payload, by where they go", bars);
  }

  /** Where bytes go. */
  static final class Bytes {
    private Bytes() {}

    static Map<String, Double> perPayloadByte(LoadStep step) {
      double payload = Math.max(1, step.payloadPerSecond() * step.seconds());
      Map<String, Double> parts = new TreeMap<>();
      parts.put("loopback, all processes", step.loopbackBytes() / payload);
      double members = 0;
      double others = 0;
      for (Map.Entry<String, ProcessUse> use : step.use().entrySet()) {
        if (use.getKey().startsWith("member-")) {
          members += use.getValue().diskBytes();
        } else {
          others += use.getValue().diskBytes();
        }
      }
      parts.put("disk, members", members / payload);
      parts.put("disk, DA layer and others", others / payload);
      return parts;
    }
  }
}
