/**
 * A JSON-RPC 2.0 server: a table of methods, batches, errors, HTTP and WebSocket with pushes,
 * limits. Knows nothing of what the methods do, and nothing of Metro.
 *
 * <p>Every connection has a virtual thread of its own; handlers may block it. A WebSocket
 * connection writes from one thread.
 */
@org.jspecify.annotations.NullMarked
package metro.jsonrpc;
