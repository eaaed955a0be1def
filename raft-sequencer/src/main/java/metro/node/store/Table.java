package metro.node.store;

import java.nio.charset.StandardCharsets;

/** The column families. Keys are fixed-width big-endian, so they sort as their numbers do. */
enum Table {
  /** Replicated state: {@link metro.state.StateKey} to value. */
  STATE,
  /** Height to block without its header. */
  BLOCKS,
  /** Height to header; 0 holds the genesis header. */
  HEADERS,
  /** Transaction id to position. */
  TRANSACTIONS,
  /** Rollup and number to height. */
  ROLLUP_BLOCKS,
  /** Rollup and height to the head after that height, where it changed. */
  ROLLUP_HEADS,
  /** Height to certificate. */
  CERTIFICATES,
  /** Log position, newest header, format. */
  META;

  byte[] columnFamily() {
    return name().getBytes(StandardCharsets.US_ASCII);
  }
}
