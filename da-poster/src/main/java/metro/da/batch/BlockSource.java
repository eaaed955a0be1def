package metro.da.batch;

import java.util.Optional;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.Committee;
import metro.state.HeadPath;
import metro.state.PostingCursor;
import metro.state.RollupId;

/** What the poster reads of this member's applied state. Safe from any thread. */
public interface BlockSource {
  /** Whose majority certifies. */
  Committee committee();

  /** How far posting has come, as of the newest applied entry. */
  PostingCursor cursor();

  /** Height of the newest certificate this member holds, 0 before the first. */
  long certifiedHeight();

  /** The block at {@code height}; empty when it is not applied yet or no longer kept. */
  Optional<Block> block(long height);

  /** The header at {@code height}; empty when it is not applied yet. */
  Optional<BlockHeader> header(long height);

  /** The rollup's head after {@code height} with its path; empty when either is unknown. */
  Optional<HeadPath> headPath(RollupId rollup, long height);

  /** The lowest certificate held of {@code height} or above. */
  Optional<Certificate> certificateCovering(long height);
}
