package metro.ethereum;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A signed Ethereum transaction of one of the types 0 to 4. Fields are as signed; nothing here says
 * whether a chain would accept them.
 */
public sealed interface Transaction permits LegacyTransaction, TypedTransaction {

  /** The EIP-2718 type, 0 for the untyped form. */
  int type();

  /** The chain the signature binds to; empty only for a type 0 transaction without EIP-155. */
  OptionalLong chainId();

  /** The sender's transaction count (unsigned 64 bits). */
  long nonce();

  /** Gas limit (unsigned 64 bits). */
  long gasLimit();

  /** Highest price per unit of gas in wei; the gas price of types 0 and 1. */
  UInt256 maxFeePerGas();

  /** Highest tip per unit of gas in wei; the gas price of types 0 and 1. */
  UInt256 maxPriorityFeePerGas();

  /** The receiver, empty for a contract creation. */
  Optional<Address> to();

  /** Wei sent. */
  UInt256 value();

  /** Call data or initialisation code. */
  Bytes data();

  /** Declared accesses (EIP-2930), empty for type 0. */
  List<AccessListEntry> accessList();

  /** Code delegations (EIP-7702), empty but for type 4. */
  default List<Authorization> authorizations() {
    return List.of();
  }

  /** The sender's signature. */
  Signature signature();

  /** The same transaction under another signature. */
  Transaction withSignature(Signature other);

  /** The digest the sender signed. */
  Hash signingHash();

  /** The canonical bytes: what a wallet submits. */
  byte[] encode();

  /** The transaction's hash: Keccak-256 of {@link #encode()}. */
  default Hash hash() {
    return Keccak.hash(encode());
  }
}
