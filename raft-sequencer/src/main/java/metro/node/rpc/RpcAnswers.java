package metro.node.rpc;

import java.util.Locale;
import metro.ethereum.Hash;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.node.ingress.Answer;
import metro.state.Position;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers and reports as JSON. */
final class RpcAnswers {
  private RpcAnswers() {}

  /** The hash where geth would give one. */
  static JsonNode hashOrThrow(Hash id, Answer answer) {
    return switch (answer) {
      case Answer.Ordered _, Answer.TookBack _ -> Json.text(id.toString());
      case Answer.Refused r -> throw refusal(id, r).toException();
      case Answer.Unknown _ -> throw unknown(id).toException();
    };
  }

  /** geth's code and text, and data for programs. */
  static JsonRpcError refusal(Hash id, Answer.Refused refused) {
    ObjectNode data = Json.object().put("code", refused.reason().code());
    data.put("reason", refused.reason().name());
    data.put("hash", id.toString());
    if (isAboutNonces(refused)) {
      data.put("expectedNonce", "0x" + Long.toHexString(refused.expectedNonce()));
    }
    if (refused.retryAfterMs() > 0) {
      data.put("retryAfterMs", refused.retryAfterMs());
    }
    if (refused.leg() > 0) {
      data.put("leg", refused.leg());
    }
    if (!refused.detail().isEmpty()) {
      data.put("detail", refused.detail());
    }
    return JsonRpcError.of(JsonRpcError.SERVER_ERROR, refused.reason().text(), data);
  }

  private static boolean isAboutNonces(Answer.Refused refused) {
    return switch (refused.reason()) {
      case NONCE_TOO_LOW,
          NONCE_TOO_HIGH,
          NONCE_MAX,
          NONCE_REUSED_TOO_SOON,
          NONCE_SLOTS_FULL,
          ALREADY_KNOWN ->
          true;
      default -> false;
    };
  }

  private static JsonRpcError unknown(Hash id) {
    return JsonRpcError.of(
        JsonRpcError.SERVER_ERROR,
        "timeout: the outcome is unknown, ask metro_getTransactionStatus or send it again",
        Json.object().put("hash", id.toString()));
  }

  static ObjectNode report(Hash id, Report report) {
    ObjectNode out = Json.object().put("hash", id.toString());
    out.put("stage", report.stage().name().toLowerCase(Locale.ROOT));
    report.position().ifPresent(p -> out.set("position", position(p)));
    report
        .refused()
        .ifPresent(r -> {
          out.put("reason", r.reason().text()).put("code", r.reason().code());
          if (!r.detail().isEmpty()) {
            out.put("detail", r.detail());
          }
        });
    report
        .posted()
        .filter(p -> p.batch() > 0)
        .ifPresent(p -> out.put("batch", p.batch()).put("daHeight", p.daHeight()));
    return out;
  }

  static ObjectNode position(Position at) {
    return Json.object()
        .put("height", at.height())
        .put("seq", at.seq())
        .put("rollup", at.rollup())
        .put("rollupNumber", at.rollupNumber())
        .put("rollupIndex", at.rollupIndex());
  }
}
