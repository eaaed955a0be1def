package metro.bench.run;

import java.time.Duration;

/**
 * How much a run of rollup nodes measures.
 *
 * @param load how the committee is loaded; all of it goes to one rollup
 * @param transfers ordered at least
 * @param inFlight at the same time
 * @param daBlock between blocks of the DA layer
 * @param repeats how often a node catches up each way
 */
public record CatchUpPlan(Plan load, long transfers, int inFlight, Duration daBlock, int repeats) {}
