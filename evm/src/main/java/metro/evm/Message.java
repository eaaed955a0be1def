package metro.evm;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;

/**
 * The outermost call or creation of an execution.
 *
 * @param sender who pays the value
 * @param to the called account, empty for a creation
 * @param value wei; the sender must have them
 * @param input call data or creation code
 * @param gas for the execution alone (intrinsic gas already taken)
 */
public record Message(Address sender, Optional<Address> to, UInt256 value, Bytes input, long gas) {}
