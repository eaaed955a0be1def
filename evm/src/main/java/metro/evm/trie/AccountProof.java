package metro.evm.trie;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.UInt256;

/**
 * What {@code eth_getProof} answers (EIP-1186).
 *
 * @param account the account, or empty when the proof shows that there is none
 * @param nodes nodes of the account trie, root first
 */
public record AccountProof(
    Address address, Optional<StoredAccount> account, List<byte[]> nodes, List<SlotProof> slots) {
  public AccountProof {
    nodes = List.copyOf(nodes);
    slots = List.copyOf(slots);
  }

  /**
   * One slot.
   *
   * @param value zero when the proof shows that it is not set
   * @param nodes nodes of the storage trie, root first
   */
  public record SlotProof(UInt256 slot, UInt256 value, List<byte[]> nodes) {
    public SlotProof {
      nodes = List.copyOf(nodes);
    }
  }
}
