package metro.rollup.admin;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import metro.rollup.chain.Tips;
import metro.rollup.da.DaProgress;
import metro.rollup.soft.SoftProgress;

/** A node's metrics; every name begins with {@code metro_rollup_}. */
public final class RollupMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** With the JVM's own metrics. */
  public RollupMetrics() {
    JvmMetrics.builder().register(registry);
  }

  /** Where they are registered. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** How far the chain is. */
  public RollupMetrics chain(Supplier<Tips> tips, InstantSource clock) {
    return gauge("soft_number", "newest ordered block taken", () -> tips.get().soft().number())
        .gauge("latest_block", "newest sealed block", () -> tips.get().latest().number())
        .gauge("safe_block", "newest certified block", () -> tips.get().safe().number())
        .gauge(
            "finalized_block",
            "newest block proven on the DA layer",
            () -> tips.get().finalizedBlock().number())
        .gauge(
            "latest_age_seconds",
            "time since the newest sealed block's",
            () -> clock.instant().getEpochSecond() - tips.get().latest().timestamp());
  }

  /** How following the committee goes. */
  public RollupMetrics soft(SoftProgress soft, Supplier<Tips> tips, LongSupplier faults) {
    return gauge(
            "lag_blocks",
            "ordered blocks the followed member has proven and this node has not taken",
            () -> Math.max(0, soft.toldNumber() - tips.get().soft().number()))
        .gauge(
            "connected", "1 while a member is followed", () -> bit(!soft.connectedTo().isEmpty()))
        .gauge("certified_height", "newest certified sequencer block", soft::certifiedHeight)
        .counter("follow_streams", "streams opened to members", soft::sessions)
        .counter("lies", "streams ended because the member said what cannot be true", soft::lies)
        .counter("faults", "faults recorded as evidence", faults::getAsLong);
  }

  /** How deriving from the DA layer goes. */
  public RollupMetrics da(Supplier<DaProgress> da) {
    return gauge("da_height", "newest DA height read", () -> da.get().daHeight())
        .gauge("da_batch", "newest batch read", () -> da.get().batch())
        .gauge(
            "da_trouble", "1 while the last read failed", () -> bit(!da.get().trouble().isEmpty()))
        .gauge(
            "halted",
            "1 when nothing is derived any more",
            () -> bit(da.get().halted().isPresent()))
        .counter(
            "reorganisations",
            "times the DA layer replaced soft blocks",
            () -> da.get().reorganisations());
  }

  /** What executing did. */
  public RollupMetrics engine(MeasuredEngine engine) {
    return counter("sealed_blocks", "blocks sealed", engine::blocks)
        .counter("executed_transactions", "transactions in sealed blocks", engine::included)
        .counter("skipped_transactions", "ordered transactions that could not run", engine::skipped)
        .counter("reverts", "times sealed blocks were taken back", engine::reverts)
        .counter(
            "execution_seconds",
            "time spent on executing and sealing",
            () -> (double) engine.nanos() / NANOS_PER_SECOND);
  }

  /** Calls of each JSON-RPC method. */
  public RollupMetrics calls(Map<String, LongAdder> calls) {
    CounterWithCallback.builder()
        .name("metro_rollup_rpc_calls")
        .help("JSON-RPC calls")
        .labelNames("method")
        .callback(callback -> calls.forEach((method, n) -> callback.call((double) n.sum(), method)))
        .register(registry);
    return this;
  }

  private RollupMetrics gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name("metro_rollup_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
    return this;
  }

  private RollupMetrics counter(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name("metro_rollup_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
    return this;
  }

  private static int bit(boolean set) {
    return set ? 1 : 0;
  }
}
