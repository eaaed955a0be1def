package metro.rollup.mirror;

import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** What a client says about a block (PayloadStatusV1). */
sealed interface PayloadStatus {
  /** Executed and right. */
  record Valid() implements PayloadStatus {}

  /** Not executed: the client lacks an ancestor or does it later. */
  record Unknown(String status) implements PayloadStatus {}

  /** Executed and wrong, in the client's words. */
  record Invalid(String validationError, String latestValidHash) implements PayloadStatus {}

  /**
   * Reads an answer.
   *
   * @throws IOException when it is none
   */
  static PayloadStatus of(JsonNode json) throws IOException {
    String status = json.path("status").asString("");
    return switch (status) {
      case "VALID" -> new Valid();
      case "SYNCING", "ACCEPTED" -> new Unknown(status);
      case "INVALID", "INVALID_BLOCK_HASH" ->
          new Invalid(
              EngineConnection.shortened(json.path("validationError").asString("no reason given")),
              EngineConnection.shortened(json.path("latestValidHash").asString("none")));
      default -> throw new IOException("unknown payload status '" + status + "'");
    };
  }
}
