/**
 * The pure core of the sequencer: what a log entry does to the replicated state, and the bytes
 * every member must agree on.
 *
 * <p>No I/O, clock, randomness, thread or logger: state is read through {@link
 * metro.state.StateReader}, changes are returned. The one caller of {@link metro.state.Ledger} is
 * the apply thread.
 */
@org.jspecify.annotations.NullMarked
package metro.state;
