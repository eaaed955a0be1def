/**
 * Applying log entries: decode, {@link metro.state.Ledger}, store, tell listeners. All of it on the
 * log's one apply thread.
 */
@org.jspecify.annotations.NullMarked
package metro.node.apply;
