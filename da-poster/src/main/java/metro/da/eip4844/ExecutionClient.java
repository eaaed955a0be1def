package metro.da.eip4844;

import static metro.da.DaException.Kind.BAD_ANSWER;
import static metro.da.DaException.Kind.REFUSED;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import metro.da.DaException;
import metro.da.Limits;
import metro.da.celestia.JsonFields;
import metro.da.http.HttpCalls;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.UInt256;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods of an execution client's JSON-RPC that the layer needs. */
final class ExecutionClient {
  static final String LATEST = "latest";
  static final String FINALIZED = "finalized";

  private final HttpCalls http;
  private final URI endpoint;
  private final AtomicLong ids = new AtomicLong();

  /** What became of a transaction that was sent. */
  sealed interface Sent {
    /** It waits in the client's pool, now or already. */
    record Pooled() implements Sent {}

    /** The client's words for why it does not take it. */
    record Rejected(String reason) implements Sent {}

    /** The client was not reached. */
    record NotSent(String reason) implements Sent {}

    /** No answer that says anything. */
    record InDoubt(String reason) implements Sent {}
  }

  ExecutionClient(HttpCalls http, URI endpoint) {
    this.http = http;
    this.endpoint = endpoint;
  }

  long chainId(Duration timeout) throws DaException {
    return call("eth_chainId", timeout, json -> Quantities.number(json).toLongExact());
  }

  /** The block under a tag, without its transactions; empty when there is none. */
  Optional<Eip4844Header> header(String tag, Duration timeout) throws DaException {
    Optional<Named> found =
        call(
            "eth_getBlockByNumber",
            timeout,
            json -> json.isNull() ? Optional.empty() : Optional.of(Named.read(json)),
            text(tag),
            JsonFields.MAPPER.getNodeFactory().booleanNode(false));
    if (found.isPresent() && !found.get().header.hash().equals(found.get().hash)) {
      throw DaException.unproven(
          "block %s is called %s, its fields make %s: a lie, or a fork newer than this software"
              .formatted(tag, found.get().hash, found.get().header.hash()));
    }
    return found.map(Named::header);
  }

  /** A header and what the client says its hash is. */
  private record Named(Eip4844Header header, Hash hash) {
    static Named read(JsonNode json) {
      return new Named(Eip4844Header.read(json), Quantities.hash(json, "hash"));
    }
  }

  /** The block with this hash and all its transactions, or JSON's null. */
  JsonNode block(Hash hash, Duration timeout) throws DaException {
    return call(
        "eth_getBlockByHash",
        timeout,
        json -> json,
        text(hash.toString()),
        JsonFields.MAPPER.getNodeFactory().booleanNode(true));
  }

  /** How many transactions an account has in the chain up to a block. */
  long nonce(Address account, String block, Duration timeout) throws DaException {
    return call(
        "eth_getTransactionCount",
        timeout,
        json -> Quantities.number(json).toLongExact(),
        text(account.toString()),
        text(block));
  }

  UInt256 blobBaseFee(Duration timeout) throws DaException {
    return call("eth_blobBaseFee", timeout, Quantities::number);
  }

  UInt256 tip(Duration timeout) throws DaException {
    return call("eth_maxPriorityFeePerGas", timeout, Quantities::number);
  }

  /** Whether the client has the transaction, in its pool or in a block. */
  boolean knows(Hash transaction, Duration timeout) throws DaException {
    return call(
        "eth_getTransactionByHash", timeout, json -> !json.isNull(), text(transaction.toString()));
  }

  /** The number of the block that holds the transaction, if one does. */
  Optional<Long> blockOf(Hash transaction, Duration timeout) throws DaException {
    return call(
        "eth_getTransactionReceipt",
        timeout,
        json ->
            json.isNull() ? Optional.empty() : Optional.of(Quantities.long63(json, "blockNumber")),
        text(transaction.toString()));
  }

  Sent send(byte[] transaction, Duration timeout) {
    return switch (exchange("eth_sendRawTransaction", timeout, text(Hex.encode(transaction)))) {
      case HttpCalls.Outcome.Answer(int status, var body) -> sent(parse(body.arrayForReading()));
      case HttpCalls.Outcome.NotSent none -> new Sent.NotSent(none.reason());
      case HttpCalls.Outcome.Failed none -> new Sent.InDoubt(none.reason());
    };
  }

  private static Sent sent(JsonNode answer) {
    if (answer.path("result").isString()) {
      return new Sent.Pooled();
    }
    String reason = shortened(answer.path("error").path("message").asString(""));
    if (reason.isEmpty()) {
      return new Sent.InDoubt("no answer that is one of JSON-RPC");
    }
    return reason.contains("already known") || reason.contains("already imported")
        ? new Sent.Pooled()
        : new Sent.Rejected(reason);
  }

  private <T> T call(
      String method, Duration timeout, Function<JsonNode, T> read, JsonNode... params)
      throws DaException {
    JsonNode answer =
        switch (exchange(method, timeout, params)) {
          case HttpCalls.Outcome.Answer(int status, var body) -> parse(body.arrayForReading());
          case HttpCalls.Outcome.Failed none -> throw failed(none.kind(), method, none.reason());
        };
    if (answer.path("error").isObject()) {
      String words = shortened(answer.path("error").path("message").asString(""));
      throw failed(REFUSED, method, words);
    }
    if (!answer.has("result")) {
      throw failed(BAD_ANSWER, method, "no answer of JSON-RPC");
    }
    try {
      return read.apply(answer.get("result"));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DaException(BAD_ANSWER, method + ": " + e.getMessage(), e);
    }
  }

  private static DaException failed(DaException.Kind kind, String method, String reason) {
    return new DaException(kind, "execution client, " + method + ": " + reason);
  }

  private HttpCalls.Outcome exchange(String method, Duration timeout, JsonNode... params) {
    ObjectNode body = JsonFields.object();
    body.put("jsonrpc", "2.0").put("id", ids.incrementAndGet()).put("method", method);
    var list = body.putArray("params");
    for (JsonNode param : params) {
      list.add(param);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JsonFields.MAPPER.writeValueAsBytes(body)));
    return http.call(request, Limits.MAX_RESPONSE_BYTES, timeout);
  }

  /** What is no JSON reads as an object without fields. */
  private static JsonNode parse(byte[] body) {
    try {
      return JsonFields.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return JsonFields.object();
    }
  }

  private static JsonNode text(String value) {
    return JsonFields.MAPPER.getNodeFactory().stringNode(value);
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), Limits.MAX_REASON_CHARS));
  }
}
