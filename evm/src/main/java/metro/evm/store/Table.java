package metro.evm.store;

import java.nio.charset.StandardCharsets;

/** The tables of a store. Keys are big-endian, so that their order is the numbers' order. */
public enum Table {
  /** Names to single values: heads, schema. */
  META,
  /** Account key to the account without its storage root. */
  ACCOUNTS,
  /** Account key and slot key to the value without leading zeros. */
  SLOTS,
  /** Code hash to code. */
  CODES,
  /** Trie and path to node. */
  NODES,
  /** Block number to the keys it changed. */
  UNDO,
  /** State key and block number to the value before that block. */
  HISTORY,
  /** Block number to hash and header. */
  HEADERS,
  /** Block hash to number. */
  NUMBERS,
  /** Block number to transactions, senders, withdrawals and requests. */
  BODIES,
  /** Block number to receipts. */
  RECEIPTS,
  /** Transaction hash to block number and index. */
  TRANSACTIONS,
  /** Block number to bloom, only for blocks with logs. */
  BLOOMS;

  /** The name in a store that names its tables. */
  byte[] storedName() {
    return name().toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }
}
