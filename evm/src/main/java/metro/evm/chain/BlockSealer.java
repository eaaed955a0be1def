package metro.evm.chain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.Feature;
import metro.evm.Fork;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Bloom;
import metro.evm.block.Receipt;
import metro.evm.block.Requests;
import metro.evm.block.Withdrawal;
import metro.evm.store.StoredBlock;
import metro.evm.trie.OrderedTrie;

/** Makes the header of an executed block. */
final class BlockSealer {
  private BlockSealer() {}

  /** Extra data is not visible to transactions, so that it may be known at the end only. */
  static SealedBlock seal(PendingBlock.Sealing sealing, Hash beaconRoot, Bytes extraData) {
    BlockParameters.checkExtraData(extraData);
    List<Outcome.Included> included = sealing.open().included();
    // List roots first: the state root is made by another thread meanwhile.
    List<Receipt> receipts = list(included, Outcome.Included::receipt);
    List<Bytes> transactions = list(included, Outcome.Included::raw);
    Hash receiptsRoot = OrderedTrie.root(list(receipts, Receipt::encode));
    Hash transactionsRoot = OrderedTrie.root(list(transactions, Bytes::arrayForReading));
    Hash stateRoot = sealing.rootWork().root();
    BlockHeader header =
        header(sealing, beaconRoot, extraData, stateRoot, transactionsRoot, receiptsRoot, receipts);
    List<Withdrawal> withdrawals = sealing.open().setup().parameters().withdrawals();
    StoredBlock stored =
        new StoredBlock(
            new Block(header, transactions, withdrawals),
            header.hash(),
            list(included, Outcome.Included::hash),
            list(included, Outcome.Included::sender),
            receipts,
            sealing.requests());
    return new SealedBlock(stored, sealing.outcomes(), sealing.requests(), sealing.diff());
  }

  private static <A, B> List<B> list(List<A> items, Function<A, B> field) {
    return items.stream().map(field).toList();
  }

  private static BlockHeader header(
      PendingBlock.Sealing sealing,
      Hash beaconRoot,
      Bytes extraData,
      Hash stateRoot,
      Hash transactionsRoot,
      Hash receiptsRoot,
      List<Receipt> receipts) {
    OpenBlock open = sealing.open();
    BlockSetup setup = open.setup();
    BlockParameters parameters = setup.parameters();
    Fork fork = setup.fork();
    boolean blobs = fork.has(Feature.BLOBS);
    return new BlockHeader(
        setup.parentHash(),
        parameters.feeRecipient(),
        stateRoot,
        transactionsRoot,
        receiptsRoot,
        Bloom.union(list(receipts, Receipt::bloom)),
        UInt256.ZERO,
        setup.number(),
        parameters.gasLimit(),
        open.gasUsed(),
        parameters.timestamp(),
        extraData,
        parameters.prevRandao(),
        0,
        setup.baseFee(),
        Optional.of(OrderedTrie.root(list(parameters.withdrawals(), Withdrawal::encode))),
        blobs ? OptionalLong.of(open.blobGasUsed()) : OptionalLong.empty(),
        blobs ? OptionalLong.of(setup.excessBlobGas()) : OptionalLong.empty(),
        blobs ? Optional.of(beaconRoot) : Optional.empty(),
        fork.has(Feature.REQUESTS)
            ? Optional.of(Requests.hash(sealing.requests()))
            : Optional.empty());
  }
}
