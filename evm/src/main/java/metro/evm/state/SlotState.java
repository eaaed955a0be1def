package metro.evm.state;

import metro.ethereum.UInt256;

/** A storage slot in the overlay. Mutable; only {@link WorldState} touches it. */
final class SlotState {
  final UInt256 key;

  /** The value now. */
  UInt256 value;

  /** The value when the transaction {@link #transaction} began (EIP-2200). */
  UInt256 original;

  /** The value the last diff left behind. */
  UInt256 drained;

  /** The transaction {@link #original} belongs to. */
  long transaction;

  /** The last transaction that made the slot warm (EIP-2929). */
  long warm;

  /** Whether the slot is in its account's list of changed slots. */
  boolean listed;

  SlotState(UInt256 key, UInt256 value, long transaction) {
    this.key = key;
    this.value = value;
    this.original = value;
    this.drained = value;
    this.transaction = transaction;
  }

  /** Remembers the value as the original one when this is the transaction's first access. */
  void enter(long current) {
    if (transaction != current) {
      transaction = current;
      original = value;
    }
  }
}
