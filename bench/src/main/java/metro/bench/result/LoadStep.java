package metro.bench.result;

import java.util.Map;
import java.util.TreeMap;

/**
 * One stretch of load on the committee.
 *
 * @param name what it is for; steps of one name are repetitions
 * @param repetition from 1
 * @param mix what was sent
 * @param way how it was sent
 * @param offeredPerSecond planned transactions (bundles) per second; 0: as many as a fixed number
 *     in flight allow
 * @param seconds measured
 * @param sent meant to be sent in the measured time
 * @param answered of them, ordered in the end
 * @param orderedPerSecond acknowledged in the measured time
 * @param payloadPerSecond bytes of raw transactions acknowledged, per second
 * @param refused refusals by reason, of the whole step; refused for now means sent again
 * @param ordered from the planned instant to the majority-durable receipt
 * @param certified from the planned instant to a quorum certificate over it
 * @param entriesPerSecond log entries applied by the leader
 * @param bytesPerEntry of the log, mean
 * @param use by process
 * @param loopbackBytes that crossed the loopback interface, all processes together
 */
public record LoadStep(
    String name,
    int repetition,
    String mix,
    String way,
    double offeredPerSecond,
    double seconds,
    long sent,
    long answered,
    double orderedPerSecond,
    double payloadPerSecond,
    Map<String, Long> refused,
    Latency ordered,
    Latency certified,
    double entriesPerSecond,
    double bytesPerEntry,
    Map<String, ProcessUse> use,
    long loopbackBytes) {
  public LoadStep {
    refused = new TreeMap<>(refused);
    use = new TreeMap<>(use);
  }

  /** Processor time of all processes in the measured time, in processors. */
  public double processors() {
    return use.values().stream().mapToDouble(ProcessUse::seconds).sum() / seconds;
  }
}
