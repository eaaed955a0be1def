package metro.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.state.LogEntry.BatchPosted;
import metro.state.LogEntry.BatchPrepared;
import metro.state.LogEntry.BlockProposal;

/**
 * The only writer of the replicated state: what each log entry does to it. Total and deterministic:
 * every entry has a result, the same on every member; an exception means a bug or a broken store,
 * and the member must stop.
 *
 * <p>The caller writes {@link ApplyResult#changes()} to the store behind the reader before it
 * applies the next entry. One thread.
 */
public final class Ledger {
  private final StateReader committed;
  private final LedgerView view;
  private final Secp256k1 secp256k1;
  private HeadsTree tree;
  private BlockHeader tip;

  /** A ledger that goes on from {@code committed}, which holds at least {@link #genesis}. */
  public Ledger(StateReader committed) {
    this(committed, Secp256k1.fastest());
  }

  /** {@link #Ledger(StateReader)} with a chosen implementation of the signature scheme. */
  public Ledger(StateReader committed, Secp256k1 secp256k1) {
    this.committed = committed;
    this.secp256k1 = secp256k1;
    this.view = new LedgerView(committed);
    this.tip = view.tip();
    this.tree = HeadsTree.of(view.heads());
    if (!tree.root().equals(tip.rollupsRoot())) {
      throw new IllegalStateException(
          "the store's rollup heads do not belong to its header of height "
              + tip.height()
              + ": it was not written atomically; install a snapshot");
    }
  }

  /**
   * What to write into an empty store.
   *
   * @throws IllegalArgumentException naming what is wrong in {@code genesis}
   */
  public static ChangeSet genesis(Genesis genesis) {
    return GenesisState.of(genesis);
  }

  /** The committed state. */
  public LedgerView view() {
    return view;
  }

  /** The newest header. */
  public BlockHeader tip() {
    return tip;
  }

  /** A registered rollup's head under the newest header, with its path. */
  public Optional<HeadPath> headPath(RollupId rollup) {
    return view.rollup(rollup).flatMap(r -> tree.path(r.index()));
  }

  /** Applies the next entry of the log. */
  public ApplyResult apply(LogEntry entry) {
    return switch (entry) {
      case BlockProposal proposal -> applyProposal(proposal);
      case BatchPrepared batch -> {
        PostingCursor cursor = view.cursor();
        yield cursor.accepts(batch, tip.height())
            ? moveCursor(cursor, cursor.prepare(batch))
            : stale();
      }
      case BatchPosted batch -> {
        PostingCursor cursor = view.cursor();
        yield cursor.accepts(batch) ? moveCursor(cursor, cursor.post(batch)) : stale();
      }
    };
  }

  private ApplyResult applyProposal(BlockProposal proposal) {
    Overlay overlay = new Overlay(committed);
    long timeMs = Math.max(proposal.timeMs(), tip.timeMs());
    BlockTransition block = new BlockTransition(overlay, secp256k1, tip.height() + 1, timeMs);
    List<Outcome> outcomes = new ArrayList<>(proposal.items().size());
    for (LogEntry.ProposedItem item : proposal.items()) {
      outcomes.add(block.offer(item));
    }
    if (block.items().isEmpty() && !closesSecond(proposal, timeMs)) {
      return new ApplyResult(ChangeSet.NONE, Optional.empty(), outcomes, tree);
    }
    List<RollupHead> heads = block.finish();
    updateTree(overlay, heads);
    ChangeSet covered = overlay.changes();
    Hash stateHash = covered.chain(view.stateHash());
    tip = header(block, timeMs, stateHash);
    Block made = new Block(tip, block.items(), heads);
    return new ApplyResult(withTip(covered, tip, stateHash), Optional.of(made), outcomes, tree);
  }

  /** The changes of a block with what follows from them, which the state hash does not cover. */
  static ChangeSet withTip(ChangeSet covered, BlockHeader tip, Hash stateHash) {
    return withStateHash(covered, stateHash)
        .after(Keys.TIP, StateValue.of(Bytes.wrap(tip.encode())));
  }

  private static ChangeSet withStateHash(ChangeSet covered, Hash stateHash) {
    return covered.after(Keys.STATE_HASH, StateValue.of(Bytes.wrap(stateHash.bytes())));
  }

  /** The one empty block there is: the first of a later second after a block with items. */
  private boolean closesSecond(BlockProposal proposal, long timeMs) {
    return proposal.closing() && tip.itemCount() > 0 && timeMs / 1000 > tip.timeMs() / 1000;
  }

  private void updateTree(Overlay overlay, List<RollupHead> heads) {
    LedgerView after = new LedgerView(overlay);
    for (int i = tree.size(); i < after.rollupCount(); i++) {
      tree = tree.append(after.head(after.rollupAt(i)));
    }
    List<HeadsTree.Change> changes = new ArrayList<>(heads.size());
    for (RollupHead head : heads) {
      changes.add(new HeadsTree.Change(after.rollup(head.rollup()).orElseThrow().index(), head));
    }
    changes.sort(Comparator.comparingInt(HeadsTree.Change::index));
    tree = tree.with(changes);
  }

  private BlockHeader header(BlockTransition block, long timeMs, Hash stateHash) {
    return new BlockHeader(
        tip.committee(),
        tip.epoch(),
        tip.height() + 1,
        tip.hash(),
        timeMs,
        block.firstSeq(),
        block.items().size(),
        BlockVerifier.itemsRoot(block.firstSeq(), block.items()),
        tree.root(),
        stateHash,
        tip.nextCommitteeHash(),
        Hash.ZERO,
        view.cursor().postedBatch());
  }

  private ApplyResult moveCursor(PostingCursor before, PostingCursor after) {
    if (before.equals(after)) {
      return new ApplyResult(ChangeSet.NONE, Optional.empty(), List.of(), tree);
    }
    Overlay overlay = new Overlay(committed);
    new LedgerState(overlay).putCursor(after);
    ChangeSet covered = overlay.changes();
    Hash stateHash = covered.chain(view.stateHash());
    return new ApplyResult(withStateHash(covered, stateHash), Optional.empty(), List.of(), tree);
  }

  private ApplyResult stale() {
    return new ApplyResult(
        ChangeSet.NONE,
        Optional.empty(),
        List.of(new Outcome.Rejected(RejectReason.STALE_CURSOR, 0, 0)),
        tree);
  }
}
