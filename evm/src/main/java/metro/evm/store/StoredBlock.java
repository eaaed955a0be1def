package metro.evm.store;

import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.evm.block.Block;
import metro.evm.block.Receipt;

/**
 * A block of the canonical chain with what its execution told. The lists go with the block's
 * transactions, in their order.
 *
 * @param requests what the header's requests hash covers (EIP-7685), those that are not empty
 */
public record StoredBlock(
    Block block,
    Hash hash,
    List<Hash> transactionHashes,
    List<Address> senders,
    List<Receipt> receipts,
    List<Bytes> requests) {
  public StoredBlock {
    transactionHashes = List.copyOf(transactionHashes);
    senders = List.copyOf(senders);
    receipts = List.copyOf(receipts);
    requests = List.copyOf(requests);
    int count = block.transactions().size();
    if (transactionHashes.size() != count || senders.size() != count || receipts.size() != count) {
      throw new IllegalArgumentException("one hash, sender and receipt for each transaction");
    }
  }

  /** A block without requests. */
  public StoredBlock(
      Block block,
      Hash hash,
      List<Hash> transactionHashes,
      List<Address> senders,
      List<Receipt> receipts) {
    this(block, hash, transactionHashes, senders, receipts, List.of());
  }

  /** Number and hash. */
  public BlockRef ref() {
    return new BlockRef(block.header().number(), hash);
  }
}
