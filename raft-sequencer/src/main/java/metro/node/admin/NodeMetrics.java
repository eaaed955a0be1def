package metro.node.admin;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Registers a member's metrics; every name begins with {@code metro_}. */
public final class NodeMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** With the JVM's own metrics. */
  public NodeMetrics() {
    JvmMetrics.builder().register(registry);
  }

  /** Where they are registered. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** A value that goes up and down. */
  public NodeMetrics gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name("metro_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
    return this;
  }

  /** A value that only rises. */
  public NodeMetrics counter(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name("metro_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
    return this;
  }

  /** Values that only rise, one for each value of a label. */
  public NodeMetrics counters(
      String name, String help, String label, Map<String, DoubleSupplier> values) {
    CounterWithCallback.builder()
        .name("metro_" + name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.forEach((of, v) -> callback.call(v.getAsDouble(), of)))
        .register(registry);
    return this;
  }
}
