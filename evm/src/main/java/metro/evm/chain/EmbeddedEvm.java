package metro.evm.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.evm.BlockContext;
import metro.evm.Fork;
import metro.evm.TransactionProcessor;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Genesis;
import metro.evm.state.StateDiff;
import metro.evm.store.BlockRef;
import metro.evm.store.StateStore;
import metro.evm.store.StoredBlock;
import metro.evm.trie.HashedDiff;
import metro.evm.trie.StateTrie;
import org.jspecify.annotations.Nullable;

/**
 * A chain: executes ordered transactions, skips unusable ones, seals standard blocks and keeps them
 * in its store. Blocks come either whole ({@link #execute}) or open ({@link #begin}, {@link
 * PendingBlock#append}, {@link #seal}); at most one is open.
 *
 * <p>One thread drives it; {@link #store}, {@link #heads} and an open block's views serve all.
 */
public final class EmbeddedEvm implements AutoCloseable {
  /** How many hashes of earlier blocks BLOCKHASH knows. */
  static final long BLOCK_HASHES = 256;

  private final Genesis genesis;
  private final StateStore store;
  private final ExecutionRules rules;
  private final Preparation preparation;
  private final ExecutorService rootExecutor;
  private final Map<Fork, TransactionProcessor> processors = new HashMap<>();
  private @Nullable PendingBlock pending;

  private EmbeddedEvm(
      Genesis genesis, StateStore store, ExecutionRules rules, int preparationThreads) {
    this.genesis = genesis;
    this.store = store;
    this.rules = rules;
    this.preparation = new Preparation(Secp256k1.fastest(), rules, preparationThreads);
    this.rootExecutor =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("evm-root").unstarted(task));
  }

  /**
   * Opens a chain by a rollup's rules with as many preparing threads as there are processors.
   *
   * @throws IllegalStateException when the store holds another chain
   */
  public static EmbeddedEvm open(Genesis genesis, StateStore store) {
    int threads = Runtime.getRuntime().availableProcessors();
    return open(genesis, store, ExecutionRules.ROLLUP, threads);
  }

  /**
   * Opens a chain. An empty store gets the genesis block; a store with blocks goes on where it
   * stands. The store is closed with the chain.
   *
   * @param preparationThreads threads that decode transactions and recover their senders
   * @throws IllegalStateException when the store holds another chain
   */
  public static EmbeddedEvm open(
      Genesis genesis, StateStore store, ExecutionRules rules, int preparationThreads) {
    EmbeddedEvm evm = new EmbeddedEvm(genesis, store, rules, preparationThreads);
    if (store.head().isEmpty()) {
      evm.appendGenesis();
    } else {
      evm.checkGenesis();
    }
    return evm;
  }

  private void appendGenesis() {
    StateDiff state = genesis.state();
    StateTrie trie = store.nextTrie();
    trie.apply(state);
    BlockHeader header = genesis.header(trie.rootHash());
    Block block = new Block(header, List.of(), List.of());
    StoredBlock stored = new StoredBlock(block, header.hash(), List.of(), List.of(), List.of());
    store.append(stored, HashedDiff.of(state), trie);
  }

  private void checkGenesis() {
    Hash expected = genesis.header().hash();
    Hash found = store.hash(0).orElse(Hash.ZERO);
    if (!found.equals(expected)) {
      throw new IllegalStateException(
          "the store holds the chain with genesis block "
              + found
              + ", not "
              + expected
              + ": use another folder or the chain's own genesis");
    }
  }

  /** What the chain is defined by. */
  public Genesis genesis() {
    return genesis;
  }

  /** Blocks, receipts and states, for any thread. Only this object changes it. */
  public StateStore store() {
    return store;
  }

  /** Where the chain stands. */
  public Heads heads() {
    return new Heads(head(), store.safe(), store.finalized());
  }

  private BlockRef head() {
    return store
        .head()
        .orElseThrow(() -> new IllegalStateException("a chain has its genesis block at least"));
  }

  /**
   * Executes, seals and keeps a whole block. Bad transactions are skipped, never an error.
   *
   * @throws IllegalArgumentException when the parent is not the head or a parameter breaks a rule
   * @throws IllegalStateException when a block is open
   */
  public SealedBlock execute(BlockInput input) {
    requireOnHead(input);
    Hash root = input.parentBeaconBlockRoot();
    PendingBlock block = begin(input.parameters(), Optional.of(root));
    block.append(input.transactions());
    return seal(block, root);
  }

  /**
   * Executes like {@link #execute}, and gathers what others need to do the same without the state:
   * executes the block twice.
   *
   * @throws IllegalArgumentException when the parent is not the head or a parameter breaks a rule
   * @throws IllegalStateException when a block is open
   */
  public WitnessedBlock executeWithWitness(BlockInput input) {
    requireOnHead(input);
    BlockRef parent = head();
    Hash root = input.parentBeaconBlockRoot();
    PendingBlock block = begin(input.parameters(), Optional.of(root));
    block.append(input.transactions());
    PendingBlock.Sealing sealing = end(block, root);
    SealedBlock sealed = BlockSealer.seal(sealing, root, block.parameters().extraData());
    // Before the store goes on: afterwards it has the parent's nodes no more.
    BlockReplay replay = new BlockReplay(genesis, rules, sealed.stored().block(), block.parent());
    Witness witness =
        new WitnessRecorder(replay, store.headState(), store.nextTrie(), hashes(parent))
            .record(store::header);
    keep(sealed, sealing);
    return new WitnessedBlock(sealed, witness);
  }

  private void requireOnHead(BlockInput input) {
    if (!input.parent().equals(head().hash())) {
      throw new IllegalArgumentException("parent " + input.parent() + " is not the head " + head());
    }
  }

  /**
   * Says what will be appended soon: what needs no state, above all the recovery of senders, begins
   * on the preparing threads. For any thread; nothing but time depends on it.
   */
  public void prepareAhead(List<Bytes> transactions) {
    preparation.begin(transactions);
  }

  /**
   * Opens a block on the head. Its beacon root is not known yet: it comes with {@link #seal}.
   *
   * @throws IllegalArgumentException when a parameter breaks a rule
   * @throws IllegalStateException when a block is open already
   */
  public PendingBlock begin(BlockParameters parameters) {
    return begin(parameters, Optional.empty());
  }

  private PendingBlock begin(BlockParameters parameters, Optional<Hash> beaconRoot) {
    if (pending != null) {
      throw new IllegalStateException("a block is open: seal it or give it up first");
    }
    BlockRef head = head();
    BlockHeader parent = store.header(head.number()).orElseThrow();
    BlockSetup setup =
        new BlockSetup(
            genesis,
            rules,
            parent,
            head.hash(),
            parameters,
            processor(genesis.forks().at(parameters.timestamp())),
            store.headState(),
            hashes(head));
    PendingBlock block =
        new PendingBlock(
            setup,
            preparation,
            store.stateAt(head.number()),
            store.nextTrie(),
            rootExecutor,
            beaconRoot);
    pending = block;
    return block;
  }

  private TransactionProcessor processor(Fork fork) {
    return processors.computeIfAbsent(fork, TransactionProcessor::new);
  }

  private BlockContext.BlockHashes hashes(BlockRef head) {
    return number ->
        number < 0 || number > head.number() || number <= head.number() - BLOCK_HASHES
            ? Hash.ZERO
            : store.hash(number).orElse(Hash.ZERO);
  }

  /**
   * Seals the open block and makes it the head.
   *
   * @param parentBeaconBlockRoot 32 bytes of the caller's choice that contracts read by EIP-4788;
   *     if a transaction of the block looked for them before they were known, all are executed once
   *     more, and receipts given out before may differ
   */
  public SealedBlock seal(PendingBlock block, Hash parentBeaconBlockRoot) {
    return seal(block, parentBeaconBlockRoot, block.parameters().extraData());
  }

  /** Seals like {@link #seal(PendingBlock, Hash)} with other extra data than it was begun with. */
  public SealedBlock seal(PendingBlock block, Hash parentBeaconBlockRoot, Bytes extraData) {
    PendingBlock.Sealing sealing = end(block, parentBeaconBlockRoot);
    SealedBlock sealedBlock = BlockSealer.seal(sealing, parentBeaconBlockRoot, extraData);
    keep(sealedBlock, sealing);
    return sealedBlock;
  }

  private PendingBlock.Sealing end(PendingBlock block, Hash parentBeaconBlockRoot) {
    if (pending != block) {
      throw new IllegalArgumentException("that is not the open block");
    }
    pending = null;
    return block.end(parentBeaconBlockRoot);
  }

  private void keep(SealedBlock sealedBlock, PendingBlock.Sealing sealing) {
    store.append(
        sealedBlock.stored(), HashedDiff.of(sealedBlock.diff()), sealing.rootWork().trie());
  }

  /** Gives the open block up, if there is one; nothing of it stays. */
  public void giveUpPending() {
    if (pending != null) {
      pending.giveUp();
      pending = null;
    }
  }

  /**
   * Sets the newest certified block.
   *
   * @throws IllegalArgumentException when it is not on the chain
   */
  public void setSafe(Hash hash) {
    store.setSafe(canonical(hash));
  }

  /**
   * Sets the newest block that cannot be taken back; never goes back itself.
   *
   * @throws IllegalArgumentException when it is not on the chain or below the present one
   */
  public void setFinalized(Hash hash) {
    BlockRef ref = canonical(hash);
    if (store.finalized().filter(f -> f.number() > ref.number()).isPresent()) {
      throw new IllegalArgumentException("finalized " + ref + " is below the present one");
    }
    store.setFinalized(ref);
  }

  private BlockRef canonical(Hash hash) {
    long number =
        store
            .number(hash)
            .orElseThrow(
                () -> new IllegalArgumentException("block " + hash + " is not on the chain"));
    return new BlockRef(number, hash);
  }

  /**
   * Goes back to an earlier block; an open block is given up.
   *
   * @return the blocks that were taken away, newest first
   * @throws IllegalArgumentException when it is not on the chain
   * @throws IllegalStateException when it is below the finalized block or too far back
   */
  public List<StoredBlock> reorgTo(Hash hash) {
    BlockRef target = canonical(hash);
    giveUpPending();
    List<StoredBlock> dropped = new ArrayList<>();
    while (head().number() > target.number()) {
      dropped.add(store.revertHead());
    }
    return dropped;
  }

  @Override
  public void close() {
    preparation.close();
    rootExecutor.shutdownNow();
    store.close();
  }
}
