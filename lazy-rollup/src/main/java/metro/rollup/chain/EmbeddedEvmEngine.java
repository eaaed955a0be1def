package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.evm.block.BlockHeader;
import metro.evm.chain.BlockParameters;
import metro.evm.chain.EmbeddedEvm;
import metro.evm.chain.Outcome;
import metro.evm.chain.PendingBlock;
import metro.evm.chain.SealedBlock;
import metro.evm.chain.TransactionInput;
import metro.evm.store.BlockRef;
import org.jspecify.annotations.Nullable;

/**
 * The execution engine in this process. Transactions shown as pending are executed once: the block
 * is sealed with what they did, unless one of them read the root that comes with sealing.
 *
 * <p>The port's calls come from one thread at a time; {@link #announce}, {@link #pending} and the
 * EVM's store serve all.
 */
public final class EmbeddedEvmEngine implements ExecutionEngine {
  /** Transactions handed to the EVM at once: what does not fit any more is not looked at. */
  private static final int CHUNK = 512;

  private final EmbeddedEvm evm;
  private volatile @Nullable OpenSecond open;

  /** The block of the open second, everything handed to it, and whether it took all of that. */
  private static final class OpenSecond {
    final BlockParameters parameters;
    final Hash parent;
    final PendingBlock block;
    final List<Bytes> given = new ArrayList<>();
    boolean full;

    OpenSecond(BlockPlan plan, PendingBlock block) {
      this.parameters = parameters(plan);
      this.parent = plan.parent();
      this.block = block;
    }

    /** Appends until a chunk does not fit; the outcomes of those that did. */
    List<TransactionOutcome> append(List<Bytes> transactions) {
      List<TransactionOutcome> outcomes = new ArrayList<>();
      for (int from = 0; from < transactions.size() && !full; from += CHUNK) {
        int to = Math.min(from + CHUNK, transactions.size());
        List<Bytes> chunk = transactions.subList(from, to);
        given.addAll(chunk);
        List<Outcome> done = block.append(chunk.stream().map(TransactionInput::of).toList());
        List<TransactionOutcome> placed = placed(done);
        full = placed.size() < done.size();
        outcomes.addAll(placed);
      }
      return outcomes;
    }

    boolean isBeginningOf(BlockPlan plan, List<Bytes> transactions) {
      return parameters.equals(parameters(plan))
          && parent.equals(plan.parent())
          && given.size() <= transactions.size()
          && given.equals(transactions.subList(0, given.size()));
    }
  }

  /** An engine over an open chain, which is closed with it. */
  public EmbeddedEvmEngine(EmbeddedEvm evm) {
    this.evm = evm;
  }

  /** The chain, for everything that only reads. */
  public EmbeddedEvm evm() {
    return evm;
  }

  /** The rule values that the chain's genesis fixes. */
  public BlockRules rules() {
    return new BlockRules(evm.genesis().feeRecipient(), evm.genesis().gasLimit());
  }

  /** The block of the open second, for any thread; empty between seconds. */
  public Optional<PendingBlock> pending() {
    return Optional.ofNullable(open).map(second -> second.block);
  }

  @Override
  public BlockId head() {
    return id(evm.heads().latest());
  }

  @Override
  public Optional<BlockId> block(long number) {
    return evm.store()
        .header(number)
        .flatMap(header ->
            evm.store().hash(number).map(hash -> new BlockId(number, hash, header.timestamp())));
  }

  @Override
  public void announce(List<Bytes> transactions) {
    evm.prepareAhead(transactions);
  }

  @Override
  public Sealed seal(BlockPlan plan, Hash parentBeaconBlockRoot, List<Bytes> transactions) {
    OpenSecond second = open;
    if (second == null || !second.isBeginningOf(plan, transactions)) {
      second = begin(plan);
    }
    second.append(transactions.subList(second.given.size(), transactions.size()));
    SealedBlock sealed = evm.seal(second.block, parentBeaconBlockRoot);
    open = null;
    BlockHeader header = sealed.header();
    return new Sealed(
        new BlockId(header.number(), sealed.hash(), header.timestamp()), placed(sealed.outcomes()));
  }

  private OpenSecond begin(BlockPlan plan) {
    dropPending();
    return new OpenSecond(plan, evm.begin(parameters(plan)));
  }

  @Override
  public List<TransactionOutcome> showPending(BlockPlan plan, List<Bytes> transactions) {
    OpenSecond second = open;
    if (second == null) {
      second = begin(plan);
    }
    List<TransactionOutcome> outcomes = second.append(transactions);
    open = second;
    return outcomes;
  }

  @Override
  public void dropPending() {
    open = null;
    evm.giveUpPending();
  }

  @Override
  public void markSafe(long number) {
    evm.setSafe(hash(number));
  }

  @Override
  public void markFinalized(long number) {
    evm.setFinalized(hash(number));
  }

  @Override
  public BlockId safe() {
    return evm.heads().safe().map(this::id).orElseGet(() -> require(0));
  }

  @Override
  public BlockId finalized() {
    return evm.heads().finalized().map(this::id).orElseGet(() -> require(0));
  }

  @Override
  public void revertTo(long number) {
    if (number < finalized().number()) {
      throw new IllegalArgumentException(
          "block " + number + " is below the finalized block " + finalized().number());
    }
    open = null;
    evm.reorgTo(hash(number));
  }

  @Override
  public void close() {
    evm.close();
  }

  private static BlockParameters parameters(BlockPlan plan) {
    return new BlockParameters(
        plan.timestamp(),
        plan.feeRecipient(),
        plan.prevRandao(),
        plan.gasLimit(),
        plan.extraData(),
        List.of());
  }

  /** The outcomes before the first transaction that did not fit. */
  private static List<TransactionOutcome> placed(List<Outcome> outcomes) {
    List<TransactionOutcome> placed = new ArrayList<>(outcomes.size());
    for (Outcome outcome : outcomes) {
      switch (outcome) {
        case Outcome.Included in ->
            placed.add(
                new TransactionOutcome.Included(in.hash(), in.index(), in.receipt().succeeded()));
        case Outcome.Skipped skip ->
            placed.add(new TransactionOutcome.Skipped(skip.hash(), skip.code(), skip.text()));
        case Outcome.Deferred() -> {
          return placed;
        }
      }
    }
    return placed;
  }

  private BlockId id(BlockRef ref) {
    return require(ref.number());
  }

  private BlockId require(long number) {
    return block(number)
        .orElseThrow(() -> new IllegalStateException("block " + number + " is not on the chain"));
  }

  private Hash hash(long number) {
    return require(number).hash();
  }
}
