package metro.evm;

import java.util.List;
import java.util.Optional;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;

/**
 * A transaction that nobody signed, to be tried out.
 *
 * @param gas gas limit; for an estimate the highest one to try
 * @param gasPrice wei per gas; with 0 the block's base fee counts as 0
 */
public record CallRequest(
    Address from,
    Optional<Address> to,
    long gas,
    UInt256 gasPrice,
    UInt256 value,
    Bytes data,
    List<AccessListEntry> accessList,
    List<Authorization> authorizations) {
  public CallRequest {
    accessList = List.copyOf(accessList);
    authorizations = List.copyOf(authorizations);
  }

  /** A call without value, price and lists. */
  public static CallRequest of(Address from, Address to, Bytes data, long gas) {
    return new CallRequest(
        from, Optional.of(to), gas, UInt256.ZERO, UInt256.ZERO, data, List.of(), List.of());
  }

  /** The same with another gas limit. */
  public CallRequest withGas(long newGas) {
    return new CallRequest(from, to, newGas, gasPrice, value, data, accessList, authorizations);
  }

  /** The same with another access list. */
  public CallRequest withAccessList(List<AccessListEntry> list) {
    return new CallRequest(from, to, gas, gasPrice, value, data, list, authorizations);
  }
}
