package metro.evm.store;

import metro.ethereum.Hash;

/** Names a block. */
public record BlockRef(long number, Hash hash) {}
