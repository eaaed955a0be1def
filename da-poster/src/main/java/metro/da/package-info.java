/**
 * The port to a data availability layer and its vocabulary: blobs, heights, headers, results and
 * errors. Not here: how a layer works (celestia, embedded) and what Metro writes on it (batch).
 * Calls block and take a time limit; make them on virtual threads, never on the apply thread.
 */
@org.jspecify.annotations.NullMarked
package metro.da;
