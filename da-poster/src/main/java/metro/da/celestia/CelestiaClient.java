package metro.da.celestia;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.Limits;
import metro.da.Refusal;
import metro.da.SubmitResult;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The port over celestia-node's JSON-RPC. Submitting with the node's own key is at least once: the
 * node may re-sign what it believes lost. Headers come back with their hashes recomputed; nothing
 * else is trusted without the caller's verification.
 */
public final class CelestiaClient implements CelestiaLayer {
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int HTTP_UNAUTHORIZED = 401;
  private static final int HTTP_FORBIDDEN = 403;
  private static final int HTTP_TOO_LARGE = 413;
  private static final int HTTP_TOO_MANY = 429;

  private final CelestiaClientConfig config;
  private final NodeConnection node;
  private final AtomicBoolean hasSubmitPayForBlob = new AtomicBoolean(true);

  /** A client; connects when it is first used. */
  public CelestiaClient(CelestiaClientConfig config) {
    this.config = config;
    this.node = new NodeConnection(config);
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    if (hasSubmitPayForBlob.get()) {
      NodeConnection.Reply reply =
          node.call(
              "state.SubmitPayForBlob",
              timeout,
              array(blobs, BlobJson::protoBlob),
              txConfig(blobs));
      if (!(reply instanceof NodeConnection.Reply.Failure failure)
          || failure.code() != METHOD_NOT_FOUND) {
        return submitted(reply, CelestiaClient::payForBlobResult);
      }
      hasSubmitPayForBlob.set(false);
    }
    NodeConnection.Reply reply =
        node.call(
            "blob.Submit",
            timeout,
            array(blobs, blob -> BlobJson.blob(blob, BlobJson.NO_INDEX)),
            txConfig(blobs));
    return submitted(reply, CelestiaClient::heightResult);
  }

  private static ArrayNode array(List<Blob> blobs, Function<Blob, ObjectNode> form) {
    ArrayNode out = JsonFields.array();
    blobs.forEach(blob -> out.add(form.apply(blob)));
    return out;
  }

  private ObjectNode txConfig(List<Blob> blobs) {
    ObjectNode out = JsonFields.object();
    config.maxUtiaPerGas().ifPresent(price -> out.put("max_gas_price", price));
    blobs.stream()
        .flatMap(blob -> blob.signer().stream())
        .findFirst()
        .ifPresent(signer -> out.put("signer_address", Bech32.encode(signer)));
    return out;
  }

  private static SubmitResult submitted(
      NodeConnection.Reply reply, Function<JsonNode, SubmitResult> result) {
    return switch (reply) {
      case NodeConnection.Reply.Result r -> readResult(r.value(), result);
      case NodeConnection.Reply.Failure f -> NodeErrors.submission(f);
      case NodeConnection.Reply.NotSent n -> new SubmitResult.Unavailable(n.reason());
      case NodeConnection.Reply.TimedOut t -> new SubmitResult.Unknown(t.reason());
      case NodeConnection.Reply.Broken b -> brokenSubmission(b);
    };
  }

  private static SubmitResult readResult(JsonNode json, Function<JsonNode, SubmitResult> result) {
    try {
      return result.apply(json);
    } catch (IllegalArgumentException e) {
      return new SubmitResult.Unknown("the answer cannot be read: " + e.getMessage());
    }
  }

  private static SubmitResult payForBlobResult(JsonNode json) {
    int code = JsonFields.integer(json, "code", 0);
    if (code != 0) {
      // It may have failed in a block: its blobs stand there all the same.
      return new SubmitResult.Unknown("executed with code " + code);
    }
    return new SubmitResult.Included(
        new DaHeight(JsonFields.number(json, "height")),
        Optional.of(JsonFields.hex(json, "txhash")));
  }

  private static SubmitResult heightResult(JsonNode json) {
    if (!json.isIntegralNumber()) {
      throw new IllegalArgumentException("blob.Submit answers with a height");
    }
    return new SubmitResult.Included(new DaHeight(json.asLong()), Optional.empty());
  }

  private static SubmitResult brokenSubmission(NodeConnection.Reply.Broken broken) {
    return switch (broken.status()) {
      case HTTP_UNAUTHORIZED, HTTP_FORBIDDEN ->
          new SubmitResult.Refused(broken.status(), broken.reason());
      case HTTP_TOO_LARGE ->
          new SubmitResult.Refused(Refusal.TOO_LARGE, broken.status(), broken.reason());
      case HTTP_TOO_MANY -> new SubmitResult.Unavailable(broken.reason());
      default -> new SubmitResult.Unknown(broken.reason());
    };
  }

  @Override
  public CelestiaHeader head(Duration timeout) throws DaException {
    return read("header.NetworkHead", timeout, HeaderJson::extended);
  }

  @Override
  public CelestiaHeader header(DaHeight height, Duration timeout) throws DaException {
    return atHeight(
        height, read("header.GetByHeight", timeout, HeaderJson::extended, number(height)));
  }

  @Override
  public CelestiaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    return atHeight(
        height, read("header.WaitForHeight", timeout, HeaderJson::extended, number(height)));
  }

  private static CelestiaHeader atHeight(DaHeight wanted, CelestiaHeader header)
      throws DaException {
    if (!header.height().equals(wanted)) {
      throw new DaException(
          DaException.Kind.BAD_ANSWER,
          "asked for DA height " + wanted + ", got that of " + header.height());
    }
    return header;
  }

  @Override
  public NamespaceData namespaceData(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException {
    return read(
        "share.GetNamespaceData",
        timeout,
        ProofJson::namespaceData,
        number(height),
        text(namespace.bytes()));
  }

  @Override
  public CommitmentProof commitmentProof(
      DaHeight height, Namespace namespace, Hash commitment, Duration timeout) throws DaException {
    return read(
        "blob.GetCommitmentProof",
        timeout,
        ProofJson::commitmentProof,
        number(height),
        text(namespace.bytes()),
        text(Bytes.wrap(commitment.bytes())));
  }

  /** All blobs of a namespace, commitments recomputed; neither completeness nor place is proven. */
  public List<Blob> blobs(DaHeight height, Namespace namespace, Duration timeout)
      throws DaException {
    ArrayNode namespaces = JsonFields.array().add(JsonFields.base64(namespace.bytes()));
    return read(
        "blob.GetAll",
        timeout,
        json ->
            json.isNull()
                ? List.<Blob>of()
                : JsonFields.list(json, Limits.MAX_BLOBS_PER_TX, "blobs", BlobJson::blob),
        number(height),
        namespaces);
  }

  private <T> T read(
      String method, Duration timeout, Function<JsonNode, T> decode, JsonNode... params)
      throws DaException {
    return switch (node.call(method, timeout, params)) {
      case NodeConnection.Reply.Result r -> decoded(method, r.value(), decode);
      case NodeConnection.Reply.Failure f -> throw NodeErrors.read(f);
      case NodeConnection.Reply.NotSent n -> throw new DaException(n.kind(), n.reason());
      case NodeConnection.Reply.TimedOut t ->
          throw new DaException(DaException.Kind.TIMEOUT, t.reason());
      case NodeConnection.Reply.Broken b -> throw new DaException(kindOf(b), b.reason());
    };
  }

  private static DaException.Kind kindOf(NodeConnection.Reply.Broken broken) {
    return switch (broken.status()) {
      case 0, HTTP_TOO_MANY -> DaException.Kind.UNAVAILABLE;
      case HTTP_UNAUTHORIZED, HTTP_FORBIDDEN -> DaException.Kind.REFUSED;
      default ->
          broken.status() >= 500 ? DaException.Kind.UNAVAILABLE : DaException.Kind.BAD_ANSWER;
    };
  }

  private static <T> T decoded(String method, JsonNode json, Function<JsonNode, T> decode)
      throws DaException {
    try {
      return decode.apply(json);
    } catch (IllegalArgumentException e) {
      throw new DaException(DaException.Kind.BAD_ANSWER, method + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode number(DaHeight height) {
    return JsonNodeFactory.instance.numberNode(height.value());
  }

  private static JsonNode text(Bytes bytes) {
    return JsonNodeFactory.instance.stringNode(JsonFields.base64(bytes));
  }

  @Override
  public void close() {
    node.close();
  }
}
