/**
 * A data availability layer of one process that makes real Celestia squares on a block clock and
 * speaks celestia-node's JSON-RPC. It has no validators, checks no signatures and keeps everything:
 * for development, tests and demonstrations. One thread makes blocks; everything else may be called
 * from any thread.
 */
@org.jspecify.annotations.NullMarked
package metro.da.embedded;
