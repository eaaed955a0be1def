package metro.evm;

/** Prices, in gas. */
final class Gas {
  /** More than any frame has. */
  static final long IMPOSSIBLE = Long.MAX_VALUE >> 2;

  // EIP-2929
  static final long WARM_ACCESS = 100;
  static final long COLD_ACCOUNT = 2600;
  static final long COLD_SLOT = 2100;
  // EIP-2200, EIP-3529
  static final long STORE_SENTRY = 2300;
  static final long STORE_SET = 20_000;
  static final long STORE_RESET = 2900;
  static final long STORE_CLEAR_REFUND = 4800;
  static final long MAX_REFUND_QUOTIENT = 5;
  // Calls
  static final long CALL_VALUE = 9000;
  static final long CALL_STIPEND = 2300;
  static final long NEW_ACCOUNT = 25_000;
  static final long COPY_WORD = 3;
  static final long KECCAK_WORD = 6;
  static final long INIT_CODE_WORD = 2;
  static final long CODE_BYTE = 200;
  static final long LOG_BYTE = 8;
  static final long EXP_BYTE = 50;
  // Transactions
  static final long TRANSACTION = 21_000;
  static final long TRANSACTION_CREATE = 32_000;
  static final long DATA_TOKEN = 4;
  static final long DATA_FLOOR_TOKEN = 10;
  static final long ACCESS_LIST_ADDRESS = 2400;
  static final long ACCESS_LIST_SLOT = 1900;
  static final long AUTHORIZATION = 25_000;
  static final long AUTHORIZATION_REFUND = 12_500;

  private Gas() {}

  /** 32-byte words that hold {@code bytes} bytes. */
  static long words(long bytes) {
    return (bytes + 31) >>> 5;
  }

  /** All but one 64th (EIP-150). */
  static long allButOne64th(long gas) {
    return gas - (gas >> 6);
  }
}
