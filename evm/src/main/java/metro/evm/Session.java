package metro.evm;

import metro.evm.state.WorldState;
import metro.evm.trace.Tracer;
import org.jspecify.annotations.Nullable;

/** What the instructions of one execution work on. */
record Session(
    WorldState world,
    BlockContext block,
    TransactionContext transaction,
    @Nullable Tracer tracer) {}
