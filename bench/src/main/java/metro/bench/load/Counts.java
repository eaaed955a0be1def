package metro.bench.load;

import java.util.Map;
import metro.bench.result.Latency;

/**
 * A step as the load generator saw it; see {@link metro.bench.result.LoadStep}.
 *
 * @param seconds measured
 * @param sent meant to go in the measured time
 * @param answered of them ordered
 * @param orderedPerSecond receipts that came in the measured time
 * @param payloadPerSecond bytes of them
 * @param refused by reason
 * @param ordered latency to the receipt
 * @param certified latency to the certificate
 */
public record Counts(
    double seconds,
    long sent,
    long answered,
    double orderedPerSecond,
    double payloadPerSecond,
    Map<String, Long> refused,
    Latency ordered,
    Latency certified) {}
