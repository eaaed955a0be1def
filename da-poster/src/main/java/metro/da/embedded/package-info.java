/**
 * A data availability layer of one process: real Celestia squares on a block clock, accounts that
 * pay by signed transactions, celestia-node's JSON-RPC and the gRPC of a consensus node over the
 * same chain, and switches for what goes wrong on a real network. Its one validator signs with a
 * key everybody can compute; it keeps everything: for development, tests and demonstrations. One
 * thread makes blocks; everything else may be called from any thread.
 */
@org.jspecify.annotations.NullMarked
package metro.da.embedded;
