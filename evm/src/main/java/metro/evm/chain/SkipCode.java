package metro.evm.chain;

/**
 * Reasons to skip that come before {@link metro.evm.TransactionInvalid}. The numbers are stable.
 */
public enum SkipCode {
  /** No canonical transaction of a known type. */
  UNDECODABLE(100, "undecodable transaction"),
  /** r or s out of range, s not low (EIP-2), or no key made it. */
  INVALID_SIGNATURE(101, "invalid signature"),
  /** Signed for no chain in particular (type 0 without EIP-155). */
  NOT_REPLAY_PROTECTED(102, "only replay-protected (EIP-155) transactions allowed"),
  /** Bytes of a block would be exceeded by this transaction alone (EIP-7934). */
  LARGER_THAN_BLOCK(103, "transaction larger than a block");

  private final int code;
  private final String text;

  SkipCode(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The stable number. */
  public int code() {
    return code;
  }

  /** What it means, in English. */
  public String text() {
    return text;
  }
}
