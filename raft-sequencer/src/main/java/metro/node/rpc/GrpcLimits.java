package metro.node.rpc;

import java.time.Duration;

/**
 * Bounds of the public gRPC port.
 *
 * @param maxConnections connections at once; further ones get no answer but RESOURCE_EXHAUSTED
 * @param maxConnectionsPerAddress of them from one address
 * @param maxCallsPerConnection calls of one connection at once
 * @param maxMessageBytes bytes of one message
 * @param maxHeaderBytes bytes of a call's metadata
 * @param maxBytesInFlight bytes of one connection between arrival and answer
 * @param maxStreamTransactions transactions of one SubmitStream between arrival and answer
 * @param maxResets stream resets of one connection in {@code resetWindow}
 * @param resetWindow for {@code maxResets}
 * @param handshakeTimeout until a connection speaks HTTP/2
 * @param maxIdle until a connection without calls is closed
 * @param keepAlive how often an idle connection is probed
 */
public record GrpcLimits(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxCallsPerConnection,
    int maxMessageBytes,
    int maxHeaderBytes,
    long maxBytesInFlight,
    int maxStreamTransactions,
    int maxResets,
    Duration resetWindow,
    Duration handshakeTimeout,
    Duration maxIdle,
    Duration keepAlive) {
  /** Transactions of one message of SubmitStream. */
  public static final int MAX_TRANSACTIONS_PER_MESSAGE = 4096;

  /** Longest wait for a certificate in GetReceipt, milliseconds. */
  public static final int MAX_RECEIPT_WAIT_MS = 30_000;

  /** For a public port. */
  public static final GrpcLimits DEFAULT =
      new GrpcLimits(
          4096,
          256,
          256,
          4 * 1024 * 1024,
          8 * 1024,
          16L * 1024 * 1024,
          8192,
          200,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60));

  /** These with another bound on bytes in flight. */
  public GrpcLimits withMaxBytesInFlight(long bytes) {
    return new GrpcLimits(
        maxConnections,
        maxConnectionsPerAddress,
        maxCallsPerConnection,
        maxMessageBytes,
        maxHeaderBytes,
        bytes,
        maxStreamTransactions,
        maxResets,
        resetWindow,
        handshakeTimeout,
        maxIdle,
        keepAlive);
  }

  /** These with other bounds on connections. */
  public GrpcLimits withMaxConnections(int all, int perAddress) {
    return new GrpcLimits(
        all,
        perAddress,
        maxCallsPerConnection,
        maxMessageBytes,
        maxHeaderBytes,
        maxBytesInFlight,
        maxStreamTransactions,
        maxResets,
        resetWindow,
        handshakeTimeout,
        maxIdle,
        keepAlive);
  }
}
