package metro.node.rpc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import metro.ethereum.Bytes;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.JsonRpcException;
import metro.jsonrpc.Param;
import metro.node.ingress.Answer;
import metro.node.ingress.Ingress;
import metro.state.Limits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code eth_sendBundle}. What Flashbots' fields ask for and this sequencer does not give is
 * refused by name, never ignored. Heights are the committee's: {@code blockNumber} alone means that
 * block, with {@code maxBlockNumber} the first of a range, without both any of the next blocks.
 */
final class BundleMethod {
  private static final String NO_EXECUTION = "this sequencer does not execute";

  /** Fields that ask for more than ordering, and why not. */
  private static final Map<String, String> UNSUPPORTED =
      Map.ofEntries(
          Map.entry("revertingTxHashes", NO_EXECUTION),
          Map.entry("droppingTxHashes", NO_EXECUTION),
          Map.entry("refundPercent", NO_EXECUTION),
          Map.entry("refundRecipient", NO_EXECUTION),
          Map.entry("refundTxHashes", NO_EXECUTION),
          Map.entry("refundIndex", NO_EXECUTION),
          Map.entry("delayedRefund", NO_EXECUTION),
          Map.entry("minTimestamp", "a bundle's window is in heights, see blockNumber"),
          Map.entry("maxTimestamp", "a bundle's window is in heights, see blockNumber"),
          Map.entry("replacementUuid", "a bundle is ordered or refused at once"),
          Map.entry("uuid", "a bundle is ordered or refused at once"),
          Map.entry("replacementSeqNumber", "a bundle is ordered or refused at once"),
          Map.entry("builders", "the committee's leader is the one builder"),
          Map.entry("signingAddress", "legs are signed, bundles are not"),
          Map.entry("privacy", "ordered transactions are public"),
          Map.entry("disableMultiplexing", "there is one builder"));

  private static final Set<String> KNOWN =
      Set.of("txs", "blockNumber", "maxBlockNumber", "maxBlock", "version");

  private final Ingress ingress;

  BundleMethod(Ingress ingress) {
    this.ingress = ingress;
  }

  CompletionStage<JsonNode> send(Call call) {
    Param bundle = call.params().at(0, "bundle");
    bundle.fieldNames().forEach(name -> check(bundle, name));
    List<Bytes> legs =
        bundle.field("txs").elements(Limits.MAX_BUNDLE_LEGS).stream()
            .map(leg -> Bytes.wrap(leg.bytes(Limits.MAX_TRANSACTION_BYTES)))
            .toList();
    long min = height(bundle, "blockNumber").orElse(0L);
    long max = height(bundle, "maxBlockNumber").or(() -> height(bundle, "maxBlock")).orElse(min);
    Ingress.Submitted submitted = ingress.submitBundle(legs, min, max);
    return submitted.answer().thenApply(answer -> json(submitted, answer));
  }

  /** The answer to {@code eth_cancelBundle}. */
  static JsonRpcException nothingToCancel() {
    return JsonRpcError.invalidParams(
            "unsupported: a bundle is ordered or refused at once, there is nothing to cancel")
        .toException();
  }

  private static Optional<Long> height(Param bundle, String field) {
    return bundle.field(field).ifPresent().map(Param::quantity);
  }

  private static void check(Param bundle, String name) {
    if (KNOWN.contains(name) || isEmpty(bundle.field(name))) {
      return;
    }
    String why = UNSUPPORTED.get(name);
    throw why == null
        ? JsonRpcError.invalidParams("unknown field " + name + " of a bundle").toException()
        : unsupported(name, why);
  }

  private static JsonRpcException unsupported(String name, String why) {
    return JsonRpcError.invalidParams(name + " is unsupported: " + why).toException();
  }

  private static boolean isEmpty(Param field) {
    if (!field.isPresent()) {
      return true;
    }
    JsonNode json = field.json();
    return (json.isContainer() && json.isEmpty())
        || (json.isString() && json.stringValue().isEmpty())
        || (json.isNumber() && json.doubleValue() == 0);
  }

  private static JsonNode json(Ingress.Submitted submitted, Answer answer) {
    RpcAnswers.hashOrThrow(submitted.id(), answer);
    ObjectNode out = Json.object().put("bundleHash", submitted.id().toString());
    if (answer instanceof Answer.Ordered o) {
      ArrayNode legs = out.putArray("legs");
      o.legs().forEach(leg -> legs.add(RpcAnswers.position(leg.position())));
    }
    return out;
  }
}
