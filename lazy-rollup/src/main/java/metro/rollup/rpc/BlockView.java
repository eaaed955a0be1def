package metro.rollup.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import metro.evm.BlockContext;
import metro.evm.block.BlockHeader;
import metro.evm.block.Bloom;
import metro.evm.block.Receipt;
import metro.evm.block.Requests;
import metro.evm.chain.Outcome;
import metro.evm.chain.PendingBlock;
import metro.evm.state.Log;
import metro.evm.store.StoredBlock;
import metro.evm.trie.Trie;

/**
 * A block with its receipts, sealed or still open. An open one has neither hash nor roots; they
 * read as zero.
 *
 * @param header as far as it is known
 * @param hash zero for an open block
 * @param isPending whether it is open
 * @param transactions in order
 */
record BlockView(BlockHeader header, Hash hash, boolean isPending, List<Entry> transactions) {
  /** A transaction and its receipt. */
  record Entry(Bytes raw, Hash hash, Address sender, Receipt receipt) {}

  BlockView {
    transactions = List.copyOf(transactions);
  }

  static BlockView of(StoredBlock stored) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < stored.transactionHashes().size(); i++) {
      entries.add(
          new Entry(
              stored.block().transactions().get(i),
              stored.transactionHashes().get(i),
              stored.senders().get(i),
              stored.receipts().get(i)));
    }
    return new BlockView(stored.block().header(), stored.hash(), false, entries);
  }

  static BlockView of(PendingBlock pending, Hash parentHash) {
    List<Entry> entries = new ArrayList<>();
    for (Outcome.Included in : pending.included()) {
      entries.add(new Entry(in.raw(), in.hash(), in.sender(), in.receipt()));
    }
    BlockContext context = pending.context();
    long gasUsed = entries.isEmpty() ? 0 : entries.getLast().receipt().cumulativeGasUsed();
    List<Bloom> blooms = entries.stream().map(e -> e.receipt().bloom()).toList();
    return new BlockView(open(context, parentHash, gasUsed, blooms), Hash.ZERO, true, entries);
  }

  /** The block that would come next if it came now, without transactions. */
  static BlockView empty(BlockContext context, Hash parentHash) {
    return new BlockView(open(context, parentHash, 0, List.of()), Hash.ZERO, true, List.of());
  }

  private static BlockHeader open(
      BlockContext context, Hash parentHash, long gasUsed, List<Bloom> blooms) {
    return new BlockHeader(
        parentHash,
        context.feeRecipient(),
        Hash.ZERO,
        Trie.EMPTY_ROOT,
        Trie.EMPTY_ROOT,
        Bloom.union(blooms),
        UInt256.ZERO,
        context.number(),
        context.gasLimit(),
        gasUsed,
        context.timestamp(),
        Bytes.EMPTY,
        context.prevRandao(),
        0,
        context.baseFee(),
        Optional.of(Trie.EMPTY_ROOT),
        OptionalLong.of(0),
        OptionalLong.of(0),
        Optional.of(Hash.ZERO),
        Optional.of(Requests.NONE_HASH));
  }

  int size() {
    return transactions.size();
  }

  /** Gas of one transaction alone. */
  long gasUsed(int index) {
    long before = index == 0 ? 0 : transactions.get(index - 1).receipt().cumulativeGasUsed();
    return transactions.get(index).receipt().cumulativeGasUsed() - before;
  }

  /** The events of one transaction. */
  List<PlacedLog> logs(int index) {
    int logIndex = 0;
    for (Entry entry : transactions.subList(0, index)) {
      logIndex += entry.receipt().logs().size();
    }
    List<PlacedLog> out = new ArrayList<>();
    Entry entry = transactions.get(index);
    for (Log log : entry.receipt().logs()) {
      out.add(
          new PlacedLog(
              log,
              header.number(),
              isPending ? Optional.empty() : Optional.of(hash),
              header.timestamp(),
              entry.hash(),
              index,
              logIndex++));
    }
    return out;
  }

  /** All events. */
  List<PlacedLog> logs() {
    List<PlacedLog> out = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      out.addAll(logs(i));
    }
    return out;
  }

  /** Where a transaction stands; -1 when it does not. */
  int indexOf(Hash txHash) {
    for (int i = 0; i < size(); i++) {
      if (transactions.get(i).hash().equals(txHash)) {
        return i;
      }
    }
    return -1;
  }

  /** The address of a contract created by a transaction: keccak256(rlp([sender, nonce])). */
  static Address created(Address sender, long nonce) {
    byte[] encoded = RlpWriter.encodeList(w -> w.address(sender).uint64(nonce));
    return Address.of(Keccak.keccak256(encoded), 12, Address.SIZE);
  }
}
