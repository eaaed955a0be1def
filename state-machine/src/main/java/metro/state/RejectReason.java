package metro.state;

/** Why a transaction or bundle is refused. Codes are part of the API and never change or return. */
public enum RejectReason {
  MALFORMED(1, "rlp: transaction is not canonical"),
  TOO_LARGE(2, "oversized data"),
  TYPE_NOT_SUPPORTED(3, "transaction type not supported"),
  UNPROTECTED(4, "only replay-protected (EIP-155) transactions allowed over RPC"),
  INVALID_SIGNATURE(5, "invalid sender"),
  UNKNOWN_CHAIN(6, "invalid chain id for signer"),
  ROLLUP_NOT_ACTIVE(7, "rollup is not active"),
  NONCE_TOO_LOW(8, "nonce too low"),
  NONCE_TOO_HIGH(9, "nonce too high"),
  NONCE_MAX(10, "nonce has max value"),
  ALREADY_KNOWN(11, "already known"),
  NONCE_REUSED_TOO_SOON(12, "already known: another transaction with this nonce was just ordered"),
  NONCE_SLOTS_FULL(13, "nonce too low: the lane took all transactions it takes at this nonce"),
  INSUFFICIENT_FUNDS(14, "insufficient funds for gas * price + value"),
  SPONSOR_QUOTA(15, "sponsor quota exceeded"),
  CHARGE_ABOVE_CAP(16, "sequencing charge above the account's cap"),
  REPLACEMENT_UNDERPRICED(17, "replacement transaction underpriced"),
  POOL_FULL(18, "txpool is full"),
  SENDER_LIMIT(19, "too many pending transactions from this sender"),
  BUNDLE_EMPTY(20, "bundle has no legs"),
  BUNDLE_TOO_LARGE(21, "bundle too large"),
  BUNDLE_EXPIRED(22, "bundle expired"),
  BUNDLE_TOO_EARLY(23, "bundle not yet eligible"),
  NATIVE_UNKNOWN_OPERATION(24, "unknown native operation"),
  NATIVE_NOT_AUTHORISED(25, "sender may not do this native operation"),
  NATIVE_BAD_ARGUMENT(26, "bad argument of a native operation"),
  BLOCK_FULL(27, "block is full"),
  STALE_CURSOR(28, "posting cursor has moved on"),
  OVERLOADED(29, "sequencer is overloaded, try again later"),
  NOT_LEADER(30, "no leader at the moment, try again later"),
  DA_BACKLOG(31, "data availability backlog, try again later"),
  REPLACED(32, "replaced by a transaction with the same nonce"),
  CANCELLED(33, "cancelled by its sender"),
  EXPIRED(34, "expired in the pool");

  private final int code;
  private final String text;

  RejectReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The stable number. */
  public int code() {
    return code;
  }

  /** The text a wallet is shown: geth's own wherever geth has one, since wallets match on it. */
  public String text() {
    return text;
  }
}
