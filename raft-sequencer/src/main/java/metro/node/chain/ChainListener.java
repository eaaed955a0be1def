package metro.node.chain;

import java.util.List;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.Outcome;
import metro.state.PostingCursor;

/**
 * Hears what was applied. Calls come from one thread of the listener's own, in order, behind a
 * bounded queue that never holds up applying: a listener that falls behind gets {@link #onGap}
 * instead of what did not fit, and reads {@link Chain} from the height it knows.
 */
public interface ChainListener {
  /** A block was applied. */
  default void onBlock(Block block, List<Outcome> outcomes) {}

  /** A certificate of a greater height than any before; covers all blocks up to it. */
  default void onCertificate(Certificate certificate) {}

  /** The posting cursor moved. */
  default void onPosted(PostingCursor cursor) {}

  /** Calls were left out: everything up to {@code height} is readable in {@link Chain}. */
  default void onGap(long height) {}
}
