package metro.node.chain;

import metro.state.BlockHeader;
import metro.state.LedgerView;
import metro.state.StateReader;

/**
 * The replicated state as of one applied entry; never changes. Let go of it when done: old views
 * hold back the store's compaction until they are garbage.
 */
public interface StateView extends StateReader {
  /** Header of the newest block in this state; the genesis header before the first. */
  BlockHeader header();

  /** Height of the newest block in this state, 0 before the first. */
  default long height() {
    return header().height();
  }

  /** Typed reads of this state. */
  default LedgerView ledger() {
    return new LedgerView(this);
  }
}
