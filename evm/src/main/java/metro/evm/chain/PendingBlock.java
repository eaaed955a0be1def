package metro.evm.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.evm.BlockContext;
import metro.evm.block.BlockHeader;
import metro.evm.state.StateDiff;
import metro.evm.state.StateReader;
import metro.evm.trie.StateTrie;

/**
 * A block that is still open: transactions are appended and executed as they arrive, their receipts
 * are there at once, and sealing it does not execute them again. Made by {@link EmbeddedEvm#begin};
 * one thread, but {@link #state}, {@link #included} and {@link #context} serve all.
 */
public final class PendingBlock {
  /** Transactions after which the changes so far are handed to the root thread. */
  private static final int PART = 512;

  private final BlockSetup setup;
  private final Preparation preparation;
  private final StateReader sharedState;
  private final StateTrie parentTrie;
  private final Executor rootExecutor;
  private final List<Prepared> prepared = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<StateDiff> diffs = new ArrayList<>();
  private OpenBlock open;
  private RootWork rootWork;
  private int inPart;
  private boolean sealed;
  private volatile View view;

  /** What other threads see; the merge is made when one asks. */
  private static final class View {
    private final StateReader base;
    private final List<StateDiff> diffs;
    private final List<Outcome.Included> included;
    private volatile Optional<StateReader> merged = Optional.empty();

    View(StateReader base, List<StateDiff> diffs, List<Outcome.Included> included) {
      this.base = base;
      this.diffs = List.copyOf(diffs);
      this.included = List.copyOf(included);
    }

    StateReader state() {
      Optional<StateReader> known = merged;
      if (known.isEmpty()) {
        known = Optional.of(new OverlayState(base, DiffMerge.of(diffs)));
        merged = known;
      }
      return known.get();
    }
  }

  PendingBlock(
      BlockSetup setup,
      Preparation preparation,
      StateReader sharedState,
      StateTrie parentTrie,
      Executor rootExecutor,
      Optional<Hash> beaconRoot) {
    this.setup = setup;
    this.preparation = preparation;
    this.sharedState = sharedState;
    this.parentTrie = parentTrie;
    this.rootExecutor = rootExecutor;
    this.open = new OpenBlock(setup, beaconRoot);
    this.rootWork = new RootWork(parentTrie.copy(), rootExecutor);
    this.view = new View(sharedState, List.of(), List.of());
  }

  /**
   * Executes transactions on top of what is there.
   *
   * @return one outcome for each; after the first {@link Outcome.Deferred} all are, and the block
   *     should be sealed
   * @throws IllegalStateException when the block is sealed already
   */
  public List<Outcome> append(List<TransactionInput> inputs) {
    requireOpen();
    int before = outcomes.size();
    preparation.prepare(inputs, this::apply);
    endPart();
    view = new View(sharedState, diffs, open.included());
    keepDeferred(inputs, before);
    return List.copyOf(outcomes.subList(before, outcomes.size()));
  }

  /** The next block will be given them: their senders are recovered once. */
  private void keepDeferred(List<TransactionInput> inputs, int before) {
    for (int i = 0; i < inputs.size(); i++) {
      if (outcomes.get(before + i) instanceof Outcome.Deferred) {
        preparation.keep(inputs.get(i), prepared.get(before + i));
      }
    }
  }

  private void apply(List<Prepared> chunk) {
    for (Prepared next : chunk) {
      prepared.add(next);
      outcomes.add(open.apply(next));
      if (++inPart >= PART) {
        endPart();
      }
    }
  }

  private void endPart() {
    inPart = 0;
    StateDiff diff = open.takeDiff();
    if (!diff.isEmpty()) {
      diffs.add(diff);
      rootWork.add(diff);
    }
  }

  private void requireOpen() {
    if (sealed) {
      throw new IllegalStateException("the block is sealed or given up");
    }
  }

  /** The included transactions so far, with their receipts. */
  public List<Outcome.Included> included() {
    return view.included;
  }

  /** The state after the transactions so far. */
  public StateReader state() {
    return view.state();
  }

  /** The block as its transactions see it. */
  public BlockContext context() {
    return open.context();
  }

  /** What the block was begun with. */
  public BlockParameters parameters() {
    return setup.parameters();
  }

  /** The block before this one. */
  public BlockHeader parent() {
    return setup.parent();
  }

  /** Ends execution; only {@link EmbeddedEvm} seals. */
  Sealing end(Hash beaconRoot) {
    requireOpen();
    if (open.needsRootFirst()) {
      executeAnew(beaconRoot);
    }
    sealed = true;
    List<Bytes> requests = open.end(beaconRoot);
    endPart();
    return new Sealing(open, requests, DiffMerge.of(diffs).toDiff(), outcomes, rootWork);
  }

  /** A transaction read this block's root before it was known: all run again, now with it. */
  private void executeAnew(Hash beaconRoot) {
    List<Prepared> again = List.copyOf(prepared);
    prepared.clear();
    outcomes.clear();
    diffs.clear();
    rootWork = new RootWork(parentTrie.copy(), rootExecutor);
    open = new OpenBlock(setup, Optional.of(beaconRoot));
    apply(again);
  }

  void giveUp() {
    sealed = true;
  }

  /** An executed block that has no header yet. */
  record Sealing(
      OpenBlock open,
      List<Bytes> requests,
      StateDiff diff,
      List<Outcome> outcomes,
      RootWork rootWork) {}
}
