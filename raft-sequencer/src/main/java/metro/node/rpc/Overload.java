package metro.node.rpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** RESOURCE_EXHAUSTED with a hint when to come back. */
final class Overload {
  /** Milliseconds until it is worth trying again; gRPC clients with a retry policy heed it. */
  static final Metadata.Key<String> RETRY_AFTER_MS =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private Overload() {}

  static Status status(String why) {
    return Status.RESOURCE_EXHAUSTED.withDescription(why);
  }

  static Metadata hint(int retryAfterMs) {
    Metadata trailers = new Metadata();
    trailers.put(RETRY_AFTER_MS, Integer.toString(retryAfterMs));
    return trailers;
  }

  static StatusRuntimeException exception(String why, int retryAfterMs) {
    return status(why).asRuntimeException(hint(retryAfterMs));
  }
}
