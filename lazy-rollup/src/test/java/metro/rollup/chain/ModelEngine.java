package metro.rollup.chain;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.state.Encoder;
import metro.state.Sha256;

/**
 * A tiny chain to test what is around the real one: a transaction's first two bytes are its gas,
 * gas 0 is skipped as unusable, more gas than a block has as well, and one that was included
 * before, as its nonce would have it. The hash covers everything that a real header covers.
 */
public final class ModelEngine implements ExecutionEngine {
  /** The code of skipped transactions. */
  public static final int SKIP_CODE = 7;

  /** A sealed block. */
  public record ModelBlock(BlockId id, BlockPlan plan, Hash root, List<Bytes> included) {}

  private final List<ModelBlock> blocks = new ArrayList<>();
  private final List<Bytes> shown = new ArrayList<>();
  private final List<Bytes> announced = Collections.synchronizedList(new ArrayList<>());
  private long safe;
  private long finalized;

  /** A chain that begins at a time. */
  public ModelEngine(long genesisTimestamp) {
    BlockId id = new BlockId(0, Sha256.hash(new byte[] {1}), genesisTimestamp);
    BlockPlan plan =
        new BlockPlan(
            0, Hash.ZERO, genesisTimestamp, metro.ethereum.Address.ZERO, Hash.ZERO, 1, Bytes.EMPTY);
    blocks.add(new ModelBlock(id, plan, Hash.ZERO, List.of()));
  }

  /** A transaction of so much gas; {@code salt} makes it differ from others. */
  public static Bytes transaction(int gas, long salt) {
    return Bytes.wrap(ByteBuffer.allocate(10).putShort((short) gas).putLong(salt).array());
  }

  /** All blocks, genesis first. */
  public List<ModelBlock> blocks() {
    return List.copyOf(blocks);
  }

  /** Everything that was announced. */
  public List<Bytes> announced() {
    return List.copyOf(announced);
  }

  /** What pending shows. */
  public List<Bytes> shown() {
    return List.copyOf(shown);
  }

  private static int gas(Bytes transaction) {
    return ByteBuffer.wrap(transaction.toArray()).getShort() & 0xffff;
  }

  @Override
  public BlockId head() {
    return blocks.getLast().id();
  }

  @Override
  public Optional<BlockId> block(long number) {
    return number < blocks.size() ? Optional.of(blocks.get((int) number).id()) : Optional.empty();
  }

  @Override
  public void announce(List<Bytes> transactions) {
    announced.addAll(transactions);
  }

  @Override
  public Sealed seal(BlockPlan plan, Hash root, List<Bytes> transactions) {
    shown.clear();
    if (plan.number() != blocks.size()
        || !plan.parent().equals(head().hash())
        || plan.timestamp() <= head().timestamp()) {
      throw new IllegalStateException("no client would take " + plan + " after " + head());
    }
    List<Bytes> included = new ArrayList<>();
    List<TransactionOutcome> outcomes = execute(plan.gasLimit(), 0, transactions, included);
    Encoder header = new Encoder().hash(plan.parent()).u64(plan.number()).u64(plan.timestamp());
    header.hash(plan.prevRandao()).hash(root).bytes(plan.extraData());
    header.address(plan.feeRecipient()).u64(plan.gasLimit());
    included.forEach(header::bytes);
    BlockId id = new BlockId(plan.number(), Sha256.hash(header.toBytes()), plan.timestamp());
    blocks.add(new ModelBlock(id, plan, root, included));
    return new Sealed(id, outcomes);
  }

  private boolean isHeld(Bytes transaction) {
    return blocks.stream().anyMatch(block -> block.included().contains(transaction));
  }

  private List<TransactionOutcome> execute(
      long gasLimit, long usedBefore, List<Bytes> transactions, List<Bytes> included) {
    List<TransactionOutcome> outcomes = new ArrayList<>();
    long used = usedBefore;
    for (Bytes transaction : transactions) {
      Hash hash = Keccak.hash(transaction.toArray());
      int gas = gas(transaction);
      boolean isRepeated = isHeld(transaction) || included.contains(transaction);
      if (gas == 0 || gas > gasLimit || isRepeated) {
        outcomes.add(new TransactionOutcome.Skipped(hash, SKIP_CODE, "unusable"));
      } else if (used + gas > gasLimit) {
        break;
      } else {
        used += gas;
        outcomes.add(new TransactionOutcome.Included(hash, included.size(), true));
        included.add(transaction);
      }
    }
    return outcomes;
  }

  @Override
  public List<TransactionOutcome> showPending(BlockPlan plan, List<Bytes> transactions) {
    long used = shown.stream().mapToInt(ModelEngine::gas).sum();
    return execute(plan.gasLimit(), used, transactions, shown);
  }

  @Override
  public void dropPending() {
    shown.clear();
  }

  @Override
  public void markSafe(long number) {
    safe = number;
  }

  @Override
  public void markFinalized(long number) {
    finalized = number;
  }

  @Override
  public BlockId safe() {
    return blocks.get((int) safe).id();
  }

  @Override
  public BlockId finalized() {
    return blocks.get((int) finalized).id();
  }

  @Override
  public void revertTo(long number) {
    if (number < finalized) {
      throw new IllegalArgumentException("below the finalized block " + finalized);
    }
    shown.clear();
    blocks.subList((int) number + 1, blocks.size()).clear();
    safe = Math.min(safe, number);
  }

  @Override
  public void close() {}
}
