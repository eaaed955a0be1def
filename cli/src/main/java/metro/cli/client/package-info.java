/**
 * The commands' clients: Ethereum JSON-RPC, a member's gRPC API, and how a transaction's way is
 * watched from outside.
 *
 * <p>Not here: anything that a running node needs. Calls wait; any thread.
 */
@org.jspecify.annotations.NullMarked
package metro.cli.client;
