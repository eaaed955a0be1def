package metro.jsonrpc;

import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/**
 * Answers one method later. The calls of a batch are handed over in order before any is awaited.
 */
@FunctionalInterface
public interface AsyncHandler {
  /** Completes with the result, or with a {@link JsonRpcException}. May throw one as well. */
  CompletionStage<JsonNode> handle(Call call);
}
