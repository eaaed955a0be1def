package metro.jsonrpc;

import java.time.Duration;

/**
 * Everything that is bounded here.
 *
 * @param maxConnections TCP connections at once; further ones wait in the backlog
 * @param maxConnectionsPerAddress of them from one address; further ones are closed at once
 * @param maxHeaderBytes bytes of all headers of a request
 * @param maxBodyBytes bytes of a request body, or of a WebSocket message
 * @param maxBatch calls in a batch
 * @param maxResponseBytes bytes of a response, a batch's answers together
 * @param maxInFlightPerSocket messages of one WebSocket worked on at once; further ones are not
 *     read
 * @param maxQueuedPerSocket messages waiting to be written to one WebSocket; a reader so slow is
 *     cut off
 * @param maxQueuedBytesPerSocket bytes of them, counted in characters
 * @param requestTimeout from a request's first line to its last byte
 * @param readTimeout without a byte from the other side
 * @param callTimeout until a call is given up
 */
public record JsonRpcLimits(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxHeaderBytes,
    int maxBodyBytes,
    int maxBatch,
    int maxResponseBytes,
    int maxInFlightPerSocket,
    int maxQueuedPerSocket,
    long maxQueuedBytesPerSocket,
    Duration requestTimeout,
    Duration readTimeout,
    Duration callTimeout) {
  /** For a public endpoint. */
  public static final JsonRpcLimits DEFAULT =
      new JsonRpcLimits(
          4096,
          256,
          16 * 1024,
          2 * 1024 * 1024,
          100,
          25 * 1024 * 1024,
          32,
          1024,
          32L * 1024 * 1024,
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));

  /** These with another bound on bodies and messages. */
  public JsonRpcLimits withMaxBodyBytes(int bytes) {
    return new JsonRpcLimits(
        maxConnections,
        maxConnectionsPerAddress,
        maxHeaderBytes,
        bytes,
        maxBatch,
        Math.max(bytes, maxResponseBytes),
        maxInFlightPerSocket,
        maxQueuedPerSocket,
        maxQueuedBytesPerSocket,
        requestTimeout,
        readTimeout,
        callTimeout);
  }

  /** These with another bound on the connections of one address. */
  public JsonRpcLimits withMaxConnectionsPerAddress(int connections) {
    return new JsonRpcLimits(
        maxConnections,
        connections,
        maxHeaderBytes,
        maxBodyBytes,
        maxBatch,
        maxResponseBytes,
        maxInFlightPerSocket,
        maxQueuedPerSocket,
        maxQueuedBytesPerSocket,
        requestTimeout,
        readTimeout,
        callTimeout);
  }

  /** These with other timeouts. */
  public JsonRpcLimits withTimeouts(Duration request, Duration read, Duration call) {
    return new JsonRpcLimits(
        maxConnections,
        maxConnectionsPerAddress,
        maxHeaderBytes,
        maxBodyBytes,
        maxBatch,
        maxResponseBytes,
        maxInFlightPerSocket,
        maxQueuedPerSocket,
        maxQueuedBytesPerSocket,
        request,
        read,
        call);
  }

  /** These with other bounds for one WebSocket. */
  public JsonRpcLimits withSocketQueue(int inFlight, int queued, long queuedBytes) {
    return new JsonRpcLimits(
        maxConnections,
        maxConnectionsPerAddress,
        maxHeaderBytes,
        maxBodyBytes,
        maxBatch,
        maxResponseBytes,
        inFlight,
        queued,
        queuedBytes,
        requestTimeout,
        readTimeout,
        callTimeout);
  }
}
