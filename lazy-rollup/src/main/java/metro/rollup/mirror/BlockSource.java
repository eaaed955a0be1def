package metro.rollup.mirror;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.evm.chain.EmbeddedEvm;
import metro.evm.chain.Heads;
import metro.evm.store.StoredBlock;

/** The chain as mirrors read it, from any thread. */
interface BlockSource {
  Heads heads();

  /** The hash of the block of a number on the current chain. */
  Optional<Hash> hash(long number);

  Optional<StoredBlock> block(long number);

  static BlockSource of(EmbeddedEvm evm) {
    return new BlockSource() {
      @Override
      public Heads heads() {
        return evm.heads();
      }

      @Override
      public Optional<Hash> hash(long number) {
        return evm.store().hash(number);
      }

      @Override
      public Optional<StoredBlock> block(long number) {
        return evm.store().block(number);
      }
    };
  }
}
