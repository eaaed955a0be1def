package metro.jsonrpc;

import tools.jackson.databind.JsonNode;

/** Answers one method. May block: it has a virtual thread. */
@FunctionalInterface
public interface Handler {
  /**
   * The result.
   *
   * @throws JsonRpcException with the error for the caller
   */
  JsonNode handle(Call call);
}
