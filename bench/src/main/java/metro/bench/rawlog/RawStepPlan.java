package metro.bench.rawlog;

/**
 * One stretch of entries through the bare log.
 *
 * @param name what it is compared with
 * @param repetition from 1
 * @param entryBytes of each entry
 * @param outstanding at most so many entries at once
 * @param perSecond entries; 0: as many as go
 * @param warmSeconds before anything counts
 * @param seconds measured
 */
public record RawStepPlan(
    String name,
    int repetition,
    int entryBytes,
    int outstanding,
    double perSecond,
    double warmSeconds,
    double seconds) {}
