/**
 * The world state as the EVM sees it: {@link metro.evm.state.StateReader} is what a store offers,
 * {@link metro.evm.state.WorldState} is the journaled overlay a transaction runs on, {@link
 * metro.evm.state.StateDiff} is what came out of it and the only thing stores and tries consume.
 *
 * <p>Not here: tries, roots, disks. A {@code WorldState} belongs to one thread; readers handed to
 * several worlds must be safe for concurrent reads. {@link metro.evm.state.CodeCache} is shared by
 * all threads.
 */
@NullMarked
package metro.evm.state;

import org.jspecify.annotations.NullMarked;
