package metro.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import metro.bench.result.Latency;
import metro.bench.result.LoadStep;
import metro.bench.result.Medians;
import metro.bench.result.Names;
import metro.bench.result.RawLogStep;
import metro.bench.result.Run;
import metro.bench.result.Yardstick;
import metro.bench.yardstick.Recoveries;

/** The promises a run can judge, each from figures of that run alone. */
final class Ratios {
  private static final double SUSTAINED_BYTES_PER_SECOND = 9e6;
  private static final String TLS = "mutual TLS";

  private final Run run;

  private Ratios(Run run) {
    this.run = run;
  }

  static List<Ratio> of(Run run) {
    Ratios ratios = new Ratios(run);
    List<Ratio> all = new ArrayList<>();
    all.add(
        ratios.signatures(
            Names.TRANSFERS, "signature-checked transfers, every member checks every signature"));
    all.add(ratios.signatures(Names.NAMED, "the same, clients name the signers"));
    all.add(ratios.payload());
    all.add(ratios.sustained());
    all.add(ratios.latency("receipt, median", LoadStep::ordered, l -> l.p50Ms(), 1.5));
    all.add(ratios.latency("receipt, 99th percentile", LoadStep::ordered, l -> l.p99Ms(), 2));
    all.add(ratios.latency("certificate, median", LoadStep::certified, l -> l.p50Ms(), 2));
    all.add(ratios.latency("certificate, 99th percentile", LoadStep::certified, l -> l.p99Ms(), 3));
    return all;
  }

  /** Transfers per second every member can check when it does nothing else; NaN if not measured. */
  static double signatureBound(Run run) {
    return Medians.of(
        run.yardstick(Recoveries.before(Names.TRANSFERS)), recoveries -> bound(run, recoveries));
  }

  private static double bound(Run run, Yardstick recoveries) {
    return run.environment().cores() * recoveries.value() / run.members();
  }

  private Ratio signatures(String name, String promise) {
    List<Double> values =
        run.load(name).stream()
            .flatMap(step ->
                recoveriesBefore(step).map(r -> step.orderedPerSecond() / bound(run, r)).stream())
            .toList();
    return new Ratio(
        promise, "ordered/s ÷ (cores × recoveries/s/core ÷ members)", values, 0.6, true);
  }

  private Ratio payload() {
    return new Ratio(
        "ordered payload",
        "log MB/s under 8 KiB calls ÷ bare log's MB/s, same entry size, 4 at once",
        pairs(
            Names.PAYLOAD,
            Names.RAW_PAYLOAD,
            (step, raw) -> step.entriesPerSecond() * step.bytesPerEntry() / raw.bytesPerSecond()),
        0.8,
        true);
  }

  private Ratio sustained() {
    List<Double> values =
        run.load(Names.SUSTAINED).stream()
            .map(s -> s.payloadPerSecond() / SUSTAINED_BYTES_PER_SECOND)
            .toList();
    // One transaction more or less at the edges of the measured time is no miss.
    return new Ratio("9 MB/s sustained", "ordered MB/s ÷ 9", values, 0.99, true);
  }

  private Ratio latency(
      String what,
      Function<LoadStep, Latency> of,
      ToDoubleFunction<Latency> percentile,
      double target) {
    return new Ratio(
        what + ", half load",
        "planned instant to " + what + " ÷ bare log's commit, same entries at the same rate",
        pairs(
            Names.HALF,
            Names.RAW_HALF,
            (step, raw) ->
                percentile.applyAsDouble(of.apply(step)) / percentile.applyAsDouble(raw.commit())),
        target,
        false);
  }

  private Optional<Yardstick> recoveriesBefore(LoadStep step) {
    return run.yardstick(Recoveries.before(step.name())).stream()
        .filter(r -> r.repetition() == step.repetition())
        .findFirst();
  }

  /** One value for each repetition that both have. */
  private List<Double> pairs(
      String load, String raw, ToDoubleBiFunction<LoadStep, RawLogStep> ratio) {
    return run.load(load).stream()
        .flatMap(
            step -> rawStep(raw, step.repetition()).map(r -> ratio.applyAsDouble(step, r)).stream())
        .toList();
  }

  private Optional<RawLogStep> rawStep(String name, int repetition) {
    return run.rawLog(name).stream()
        .filter(r -> r.repetition() == repetition && r.transport().equals(TLS))
        .findFirst();
  }
}
