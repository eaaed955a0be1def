package metro.da;

/** Why a layer does not take a batch, or why there is no use in asking it to. */
public enum Refusal {
  /** More bytes than it takes: only a smaller batch helps. */
  TOO_LARGE,
  /** The paying account cannot pay: somebody must send it funds. */
  OUT_OF_FUNDS,
  /** It asks a higher price now; a transaction signed anew offers it. */
  FEE_TOO_LOW,
  /** It asks more than the configured cap: wait, or raise the cap. */
  PRICE_ABOVE_CAP,
  /**
   * The account's number was used already: by this transaction, or somebody else uses the account.
   */
  SEQUENCE_TAKEN,
  /** Its queue is full: the same again later. */
  QUEUE_FULL,
  /** The transaction's time is over. */
  EXPIRED,
  /** Its words say why. */
  OTHER
}
