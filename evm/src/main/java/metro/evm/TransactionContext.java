package metro.evm;

import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;

/**
 * What code sees of its transaction.
 *
 * @param origin the sender
 * @param gasPrice wei per gas that the sender really pays
 * @param blobHashes versioned hashes (EIP-4844)
 */
public record TransactionContext(Address origin, UInt256 gasPrice, List<Hash> blobHashes) {
  public TransactionContext {
    blobHashes = List.copyOf(blobHashes);
  }
}
