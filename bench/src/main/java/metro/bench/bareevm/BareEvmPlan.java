package metro.bench.bareevm;

/**
 * What the process of the bare loop is started with; JSON on its command line.
 *
 * @param config of the node whose blocks these are
 * @param blocks the node's data folder; the node has ended
 * @param directory for the loop's own store; must not exist
 * @param repetition from 1
 * @param starter process id it ends with
 * @param result where it writes its figures
 */
record BareEvmPlan(
    String config, String blocks, String directory, int repetition, long starter, String result) {}
