package metro.da;

import java.time.Duration;

/** Bounds of everything that crosses the port. Celestia's where a comment says so. */
public final class Limits {
  /** Bytes of one transaction with all its blobs (Celestia, CIP-38). */
  public static final int MAX_TX_BYTES = 8 * 1024 * 1024;

  /** Bytes of one blob: what fits into a transaction. */
  public static final int MAX_BLOB_BYTES = MAX_TX_BYTES;

  /** Blobs of one transaction: as many as a transaction can name at 100 bytes each and more. */
  public static final int MAX_BLOBS_PER_TX = 16_384;

  /** Original squares are at most this wide (Celestia's hard upper bound). */
  public static final int MAX_SQUARE_WIDTH = 512;

  /** Original squares the embedded layer makes are at most this wide unless configured. */
  public static final int DEFAULT_SQUARE_WIDTH = 128;

  /** Bytes of one JSON-RPC request body or WebSocket message (celestia-node since v0.31). */
  public static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

  /** Bytes of one JSON-RPC answer a client reads: the shares of a whole square in base64. */
  public static final int MAX_RESPONSE_BYTES = 256 * 1024 * 1024;

  /** Longest text of an error that is kept. */
  public static final int MAX_REASON_CHARS = 512;

  /** Time limit of one read where the caller has no better idea. */
  public static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /** Time limit of one submission: several blocks of a real network. */
  public static final Duration SUBMIT_TIMEOUT = Duration.ofSeconds(60);

  private Limits() {}
}
