package metro.bench.result;

/**
 * One stretch of entries through the bare log.
 *
 * @param name what it is compared with
 * @param repetition from 1
 * @param transport how members speak
 * @param entryBytes of each entry
 * @param outstanding at most so many entries at once
 * @param offeredPerSecond entries; 0: as many as go
 * @param entriesPerSecond committed
 * @param bytesPerSecond committed
 * @param commit from the planned instant to commit on a majority and apply on the leader
 */
public record RawLogStep(
    String name,
    int repetition,
    String transport,
    int entryBytes,
    int outstanding,
    double offeredPerSecond,
    double entriesPerSecond,
    double bytesPerSecond,
    Latency commit) {}
