package metro.evm.trace;

/** How a frame came to be; the names are geth's. */
public enum CallKind {
  /** A message call. */
  CALL,
  /** Another account's code on the caller's storage. */
  CALLCODE,
  /** The same, with the caller's caller and value. */
  DELEGATECALL,
  /** A call that must not change anything. */
  STATICCALL,
  /** A contract creation, address by nonce. */
  CREATE,
  /** A contract creation, address by salt (EIP-1014). */
  CREATE2,
  /** Not a frame: a balance sent away by SELFDESTRUCT. */
  SELFDESTRUCT;

  /** Whether it makes a contract. */
  public boolean isCreate() {
    return this == CREATE || this == CREATE2;
  }
}
