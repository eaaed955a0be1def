package metro.node.chain;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.HeadPath;
import metro.state.Position;
import metro.state.RollupBlock;
import metro.state.RollupId;

/** The read side of this member: what it has applied. */
public interface Chain {
  /** The newest applied state. */
  StateView view();

  /** Height of the newest applied block, 0 before the first. */
  long height();

  /** The block at {@code height}; empty when it is not applied yet, or pruned. */
  Optional<Block> block(long height);

  /** The header at {@code height}; empty when it is not applied yet. 0 is the genesis header. */
  Optional<BlockHeader> header(long height);

  /** Where the transaction with this id stands; empty when it is in no applied block. */
  Optional<Position> locate(Hash transactionId);

  /** Block {@code number} of a rollup's own chain. */
  Optional<RollupBlock> rollupBlock(RollupId rollup, long number);

  /** The rollup's head after {@code height} with its path; empty when either is unknown. */
  Optional<HeadPath> headPath(RollupId rollup, long height);

  /** The certificate of the greatest height this member holds. */
  Optional<Certificate> newestCertificate();

  /** The lowest certificate that covers {@code height}: of that height or the next certified. */
  Optional<Certificate> certificateCovering(long height);

  /** Adds {@code listener} from now on. Close the registration to stop it. */
  Registration addListener(ChainListener listener);

  /** Ends a registration; safe to call twice. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
