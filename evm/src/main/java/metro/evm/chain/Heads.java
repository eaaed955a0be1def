package metro.evm.chain;

import java.util.Optional;
import metro.evm.store.BlockRef;

/**
 * Where a chain stands.
 *
 * @param latest the newest block
 * @param safe the newest certified block, if one was set
 * @param finalized the newest block that cannot be taken back, if one was set
 */
public record Heads(BlockRef latest, Optional<BlockRef> safe, Optional<BlockRef> finalized) {}
