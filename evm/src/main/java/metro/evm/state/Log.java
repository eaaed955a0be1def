package metro.evm.state;

import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * An event.
 *
 * @param address the contract that wrote it
 * @param topics 0 to 4
 */
public record Log(Address address, List<Hash> topics, Bytes data) {
  public Log {
    topics = List.copyOf(topics);
  }
}
