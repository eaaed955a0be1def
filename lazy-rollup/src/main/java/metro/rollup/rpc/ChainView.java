package metro.rollup.rpc;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.BlockContext;
import metro.evm.Fork;
import metro.evm.block.BlobGas;
import metro.evm.block.BlockHeader;
import metro.evm.block.Genesis;
import metro.evm.chain.PendingBlock;
import metro.evm.state.Account;
import metro.evm.state.StateReader;
import metro.evm.store.StateStore;
import metro.evm.store.TransactionPosition;
import metro.jsonrpc.Param;
import metro.rollup.chain.EmbeddedEvmEngine;
import metro.rollup.chain.RollupChain;

/** Finds blocks and states by what callers name them with. */
final class ChainView {
  private static final int BLOCK_HASHES = 256;

  private final EmbeddedEvmEngine engine;
  private final RollupChain chain;

  ChainView(EmbeddedEvmEngine engine, RollupChain chain) {
    this.engine = engine;
    this.chain = chain;
  }

  /**
   * A block and the state at its end.
   *
   * @param context as its transactions see it
   */
  record At(BlockView block, StateReader state, BlockContext context, Fork fork) {
    Account account(Address address) {
      return state.account(address).orElse(Account.EMPTY);
    }
  }

  RollupChain chain() {
    return chain;
  }

  StateStore store() {
    return engine.evm().store();
  }

  Genesis genesis() {
    return engine.evm().genesis();
  }

  long latest() {
    return store().head().orElseThrow().number();
  }

  /**
   * The number a caller means; empty for the pending block.
   *
   * @param number may be above the head
   */
  record Wanted(Optional<Long> number, boolean isPending) {
    static final Wanted PENDING = new Wanted(Optional.empty(), true);
    static final Wanted NOTHING = new Wanted(Optional.empty(), false);

    static Wanted of(long number) {
      return new Wanted(Optional.of(number), false);
    }
  }

  /** Reads a block number or tag, "latest" when absent. */
  Wanted wanted(Param param) {
    if (!param.isPresent()) {
      return Wanted.of(latest());
    }
    return switch (param.text()) {
      case "latest" -> Wanted.of(latest());
      case "pending" -> Wanted.PENDING;
      case "earliest" -> Wanted.of(0);
      case "safe" -> Wanted.of(store().safe().orElseThrow(RpcErrors::unknownBlock).number());
      case "finalized" ->
          Wanted.of(store().finalized().orElseThrow(RpcErrors::unknownBlock).number());
      default -> Wanted.of(param.quantity());
    };
  }

  /** Reads a block number, tag, hash, or object with one of these (EIP-1898). */
  Wanted wantedByAny(Param param) {
    if (param.isPresent() && param.json().isObject()) {
      Param hash = param.field("blockHash");
      return hash.isPresent() ? byHash(hash) : wanted(param.field("blockNumber"));
    }
    boolean isHash = param.isPresent() && param.text().length() == 2 + 2 * Hash.SIZE;
    return isHash ? byHash(param) : wanted(param);
  }

  private Wanted byHash(Param param) {
    Hash hash = Hash.of(param.fixedBytes(Hash.SIZE));
    return store().number(hash).map(Wanted::of).orElse(Wanted.NOTHING);
  }

  /** The block itself; empty when there is none. */
  Optional<BlockView> block(Wanted wanted) {
    return wanted.isPending()
        ? Optional.of(pendingAt().block())
        : wanted.number().flatMap(this::sealed);
  }

  Optional<BlockView> sealed(long number) {
    return store().block(number).map(BlockView::of);
  }

  /** The block of the open second, if there is one. */
  Optional<BlockView> openBlock() {
    return engine.pending().map(open -> BlockView.of(open, open.parent().hash()));
  }

  /** Where a transaction stands in a sealed block. */
  Optional<TransactionPosition> position(Hash txHash) {
    return store().transaction(txHash);
  }

  /** The state at the end of a block; an error as geth's when there is no such block. */
  At at(Param param) {
    Wanted wanted = wantedByAny(param);
    if (wanted.isPending()) {
      return pendingAt();
    }
    long number = wanted.number().orElseThrow(() -> RpcErrors.server("header for hash not found"));
    return sealedAt(number);
  }

  At sealedAt(long number) {
    BlockHeader header = store().header(number).orElseThrow(RpcErrors::headerNotFound);
    Hash hash = store().hash(number).orElseThrow(RpcErrors::headerNotFound);
    BlockView block = new BlockView(header, hash, false, java.util.List.of());
    return new At(block, store().stateAt(number), context(header), fork(header.timestamp()));
  }

  /** The open second, or, between seconds, an empty block on the head. */
  At pendingAt() {
    Optional<PendingBlock> open = engine.pending();
    if (open.isPresent()) {
      BlockContext context = open.get().context();
      return new At(
          BlockView.of(open.get(), open.get().parent().hash()),
          open.get().state(),
          context,
          fork(context.timestamp()));
    }
    At head = sealedAt(latest());
    BlockContext next = next(head.block().header());
    return new At(
        BlockView.empty(next, head.block().hash()), head.state(), next, fork(next.timestamp()));
  }

  private BlockContext next(BlockHeader head) {
    long timestamp = head.timestamp() + 1;
    Fork fork = fork(timestamp);
    return new BlockContext(
        UInt256.of(genesis().chainId()),
        head.number() + 1,
        timestamp,
        head.gasLimit(),
        head.feeRecipient(),
        genesis().feeMarket().next(head),
        head.prevRandao(),
        fork.blobs().baseFee(BlobGas.nextExcess(head, fork)),
        hashes(head.number() + 1));
  }

  BlockContext context(BlockHeader header) {
    return new BlockContext(
        UInt256.of(genesis().chainId()),
        header.number(),
        header.timestamp(),
        header.gasLimit(),
        header.feeRecipient(),
        header.baseFeePerGas(),
        header.prevRandao(),
        fork(header.timestamp()).blobs().baseFee(header.excessBlobGas().orElse(0)),
        hashes(header.number()));
  }

  private BlockContext.BlockHashes hashes(long number) {
    return wanted ->
        wanted < 0 || wanted >= number || wanted < number - BLOCK_HASHES
            ? Hash.ZERO
            : store().hash(wanted).orElse(Hash.ZERO);
  }

  Fork fork(long timestamp) {
    return genesis().forks().at(timestamp);
  }
}
