package metro.jsonrpc;

import tools.jackson.databind.JsonNode;

/** Sends notifications to one WebSocket connection. Safe for use by many threads. */
public interface PushChannel {
  /**
   * Queues {@code {"jsonrpc":"2.0","method":method,"params":params}} and returns at once.
   *
   * @return false when the connection is gone, or was just cut off because it reads too slowly
   */
  boolean notify(String method, JsonNode params);

  /** Runs {@code action} once when the connection is gone (at once when it is already). */
  void onClose(Runnable action);
}
