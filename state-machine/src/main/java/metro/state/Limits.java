package metro.state;

/** Bounds that all members share: changing one changes what is a valid log entry. */
public final class Limits {
  /** Bytes of one transaction. */
  public static final int MAX_TRANSACTION_BYTES = 128 * 1024;

  /** Legs of one bundle. */
  public static final int MAX_BUNDLE_LEGS = 32;

  /** Bytes of all legs of one bundle. */
  public static final int MAX_BUNDLE_BYTES = 256 * 1024;

  /** Heights between a bundle's first and last eligible block. */
  public static final int MAX_BUNDLE_HEIGHTS = 64;

  /** Transactions, bundle legs included, in one block. */
  public static final int MAX_BLOCK_ITEMS = 16_384;

  /** Bytes of one encoded log entry; the log is configured for a little more. */
  public static final int MAX_ENTRY_BYTES = 4 * 1024 * 1024;

  /** Rollups in one registry. */
  public static final int MAX_ROLLUPS = 65_536;

  /** Bytes (UTF-8) of a rollup's name. */
  public static final int MAX_ROLLUP_NAME_BYTES = 64;

  /** Members of a committee. */
  public static final int MAX_MEMBERS = 21;

  /** Nonces a WINDOW lane reaches back, and ahead, from the next expected one. */
  public static final int LANE_WINDOW = 16;

  /** Transactions a WINDOW lane takes at one nonce. */
  public static final int LANE_IDS_PER_NONCE = 4;

  /** Blocks before a WINDOW lane takes another transaction at a nonce it took already. */
  public static final int LANE_REUSE_AFTER_HEIGHTS = 8;

  /** Authorisations (EIP-7702) of one transaction that move lanes; windows absorb the rest. */
  public static final int MAX_LANE_AUTHORIZATIONS = 16;

  /** Governance keys. */
  public static final int MAX_GOVERNORS = 64;

  /** Largest price per item or per byte in utia: keeps every charge far from overflow. */
  public static final long MAX_PRICE = 1L << 40;

  /** Registering a rollup is charged like a transaction of so many bytes. */
  public static final int REGISTRATION_BYTES = 64 * 1024;

  /** Largest nonce a lane can be moved to. */
  public static final long MAX_LANE_RESET = 1L << 62;

  /** Bytes of a key in the state. */
  public static final int MAX_STATE_KEY_BYTES = 64;

  /**
   * Bytes of a signed transaction of the DA layer without its blobs: Celestia's names each blob in
   * about 70.
   */
  public static final int MAX_DA_TRANSACTION_BYTES = 256 * 1024;

  /**
   * DA heights after which a batch that a node of the DA layer signed by itself may be given up:
   * more than the 36 that Celestia's nodes keep a transaction waiting.
   */
  public static final int UNSIGNED_DA_HEIGHTS = 40;

  /** Bytes of a certificate in a prepared batch: one with all signatures has fewer. */
  public static final int MAX_CERTIFICATE_BYTES = 2 * 1024;

  /** Bytes of a value in the state: the posting cursor with a transaction is the largest. */
  public static final int MAX_STATE_VALUE_BYTES = 320 * 1024;

  private Limits() {}
}
