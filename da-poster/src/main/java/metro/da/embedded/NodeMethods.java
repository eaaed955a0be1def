package metro.da.embedded;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.Limits;
import metro.da.celestia.Bech32;
import metro.da.celestia.BlobJson;
import metro.da.celestia.ExtendedSquare;
import metro.da.celestia.JsonFields;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.da.celestia.NmtProof;
import metro.da.celestia.ProofJson;
import metro.da.celestia.SquareProofs;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.JsonRpcException;
import metro.jsonrpc.MethodTable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** celestia-node's methods over the embedded chain, with its error code 1 and its words. */
final class NodeMethods {
  /** Namespaces of one blob.GetAll. */
  static final int MAX_NAMESPACES = 1_000;

  /** Whole squares being answered at once: each takes some 150 MB at width 128. */
  static final int MAX_SQUARES_AT_ONCE = 2;

  /** Other reads worked on at once. */
  static final int MAX_READS_AT_ONCE = 16;

  private static final int APPLICATION_ERROR = 1;
  private static final Duration MAX_WAIT = Duration.ofMinutes(4);

  private final EmbeddedChain chain;
  private final BlobSubscriptions subscriptions;
  private final Semaphore squares = new Semaphore(MAX_SQUARES_AT_ONCE);
  private final Semaphore reads = new Semaphore(MAX_READS_AT_ONCE);

  NodeMethods(EmbeddedChain chain) {
    this.chain = chain;
    this.subscriptions = new BlobSubscriptions(chain);
  }

  /** A method whose errors are still to be put into JSON-RPC's form. */
  @FunctionalInterface
  private interface Body {
    JsonNode answer(Call call) throws DaException, RefusedException, InterruptedException;
  }

  MethodTable table() {
    MethodTable table = new MethodTable();
    add(table, "blob.Submit", this::submit);
    add(table, "state.SubmitPayForBlob", this::submitPayForBlob);
    add(table, "blob.Get", bounded(reads, this::get));
    add(table, "blob.GetAll", bounded(reads, this::getAll));
    add(table, "blob.GetProof", bounded(reads, this::getProof));
    add(table, "blob.Included", bounded(reads, this::included));
    add(table, "blob.GetCommitmentProof", bounded(reads, this::getCommitmentProof));
    add(table, "header.GetByHeight", call -> block(height(call)).json());
    add(table, "header.NetworkHead", call -> block(chain.head()).json());
    add(table, "header.LocalHead", call -> block(chain.head()).json());
    add(table, "header.WaitForHeight", this::waitForHeight);
    add(table, "share.GetNamespaceData", bounded(reads, this::getNamespaceData));
    add(table, "share.GetEDS", bounded(squares, this::getEds));
    add(table, "share.SharesAvailable", this::sharesAvailable);
    add(table, "state.AccountAddress", c -> Json.text(Bech32.encode(EmbeddedChain.DEFAULT_PAYER)));
    add(table, "node.Ready", call -> Json.bool(true));
    subscriptions.registerIn(table);
    return table;
  }

  /** At most as many at once as there are permits; the others wait. */
  private static Body bounded(Semaphore permits, Body body) {
    return call -> {
      permits.acquire();
      try {
        return body.answer(call);
      } finally {
        permits.release();
      }
    };
  }

  private static void add(MethodTable table, String name, Body body) {
    table.register(name, call -> answer(body, call));
  }

  private static JsonNode answer(Body body, Call call) {
    try {
      return body.answer(call);
    } catch (IllegalArgumentException e) {
      throw JsonRpcError.invalidParams(call.method() + ": " + e.getMessage()).toException();
    } catch (RefusedException e) {
      throw failure("broadcast tx error: " + e.reason() + ": code " + e.code());
    } catch (DaException e) {
      throw failure(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("context canceled");
    }
  }

  static JsonRpcException failure(String message) {
    return JsonRpcError.of(APPLICATION_ERROR, message).toException();
  }

  private JsonNode submit(Call call) throws RefusedException, InterruptedException {
    List<Blob> blobs =
        JsonFields.list(param(call, 0), Limits.MAX_BLOBS_PER_TX, "blobs", BlobJson::blob);
    EmbeddedChain.Taken taken = offer(call, blobs);
    return Json.number(awaitHeight(taken));
  }

  private JsonNode submitPayForBlob(Call call) throws RefusedException, InterruptedException {
    List<Blob> blobs =
        JsonFields.list(param(call, 0), Limits.MAX_BLOBS_PER_TX, "blobs", BlobJson::fromProtoJson);
    EmbeddedChain.Taken taken = offer(call, blobs);
    ObjectNode out = Json.object().put("height", awaitHeight(taken));
    out.put("txhash", JsonFields.upperHex(taken.txHash().bytes()));
    out.putNull("logs");
    return out.putNull("events");
  }

  private EmbeddedChain.Taken offer(Call call, List<Blob> blobs) throws RefusedException {
    JsonNode config = call.params().json().path(1);
    Optional<Address> signer = Optional.empty();
    Optional<BigDecimal> price = Optional.empty();
    if (config.isObject()) {
      String address = config.path("signer_address").asString("");
      signer = address.isEmpty() ? Optional.empty() : Optional.of(Bech32.decode(address));
      boolean isSet = config.path("is_gas_price_set").asBoolean(false);
      JsonNode wanted = config.path("gas_price");
      price = isSet && wanted.isNumber() ? Optional.of(wanted.decimalValue()) : Optional.empty();
    }
    return chain.offer(blobs, signer, price);
  }

  private static long awaitHeight(EmbeddedChain.Taken taken) throws InterruptedException {
    return EmbeddedChain.awaitIncluded(taken, Limits.SUBMIT_TIMEOUT)
        .orElseThrow(() -> failure("timed out waiting for tx to be included in a block"));
  }

  private JsonNode get(Call call) throws DaException {
    SquareProofs proofs = block(height(call)).proofs();
    SquareProofs.Placed found = find(call, proofs, 2);
    return BlobJson.blob(found.blob(), proofs.extendedIndex(found));
  }

  private JsonNode getAll(Call call) throws DaException {
    EmbeddedBlock block = block(height(call));
    List<Namespace> namespaces =
        JsonFields.list(
            param(call, 1),
            MAX_NAMESPACES,
            "namespaces",
            json -> new Namespace(JsonFields.base64(json, (Object) "namespaces")));
    ArrayNode out = Json.array();
    for (Namespace namespace : namespaces) {
      out.addAll(blobs(block, namespace));
    }
    return out;
  }

  static ArrayNode blobs(EmbeddedBlock block, Namespace namespace) throws DaException {
    SquareProofs proofs = block.proofs();
    ArrayNode out = Json.array();
    for (SquareProofs.Placed placed : proofs.blobs(namespace)) {
      out.add(BlobJson.blob(placed.blob(), proofs.extendedIndex(placed)));
    }
    return out;
  }

  private JsonNode getProof(Call call) throws DaException {
    return proofOf(block(height(call)).proofs(), call, 2);
  }

  /** The namespace's proofs of the rows the blob touches, as celestia-node answers. */
  private static ArrayNode proofOf(SquareProofs proofs, Call call, int commitmentAt)
      throws DaException {
    SquareProofs.Placed found = find(call, proofs, commitmentAt);
    List<Integer> rows = proofs.dah().rowsWith(found.blob().namespace());
    NamespaceData data = proofs.namespaceData(found.blob().namespace());
    int k = proofs.square().width();
    int firstRow = found.start() / k;
    int lastRow = (found.start() + found.blob().shareCount() - 1) / k;
    ArrayNode out = Json.array();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i) >= firstRow && rows.get(i) <= lastRow) {
        out.add(ProofJson.proof(data.rows().get(i).proof()));
      }
    }
    return out;
  }

  private JsonNode included(Call call) throws DaException {
    SquareProofs proofs = block(height(call)).proofs();
    List<NmtProof> shown =
        JsonFields.list(param(call, 2), 2 * Limits.MAX_SQUARE_WIDTH, "proof", ProofJson::proof);
    ArrayNode real;
    try {
      real = proofOf(proofs, call, 3);
    } catch (DaException e) {
      if (e.kind() == DaException.Kind.NOT_FOUND) {
        return Json.bool(false);
      }
      throw e;
    }
    if (!JsonFields.list(real, real.size(), "proof", ProofJson::proof).equals(shown)) {
      throw failure("blob: invalid proof");
    }
    return Json.bool(true);
  }

  private JsonNode getCommitmentProof(Call call) throws DaException {
    SquareProofs proofs = block(height(call)).proofs();
    return ProofJson.commitmentProof(proofs.commitmentProof(find(call, proofs, 2)));
  }

  private JsonNode waitForHeight(Call call) throws DaException, InterruptedException {
    long height = height(call);
    if (!chain.await(height, MAX_WAIT)) {
      throw failure("context deadline exceeded");
    }
    return block(height).json();
  }

  private JsonNode getNamespaceData(Call call) throws DaException {
    EmbeddedBlock block = block(height(call));
    return ProofJson.namespaceData(block.proofs().namespaceData(namespace(call)));
  }

  private JsonNode getEds(Call call) throws DaException {
    return ProofJson.extendedSquare(ExtendedSquare.of(block(height(call)).square()));
  }

  private JsonNode sharesAvailable(Call call) throws DaException {
    block(height(call));
    return Json.nothing();
  }

  private static SquareProofs.Placed find(Call call, SquareProofs proofs, int commitmentAt)
      throws DaException {
    Bytes commitment = JsonFields.base64(param(call, commitmentAt), (Object) "commitment");
    Hash hash = JsonFields.hash(commitment, "commitment");
    return EmbeddedDaLayer.find(proofs, namespace(call), hash);
  }

  private static Namespace namespace(Call call) {
    return new Namespace(JsonFields.base64(param(call, 1), (Object) "namespace"));
  }

  private static long height(Call call) {
    JsonNode height = param(call, 0);
    if (!height.isIntegralNumber() || !height.canConvertToLong() || height.asLong() < 0) {
      throw new IllegalArgumentException("height is no whole number");
    }
    return height.asLong();
  }

  private static JsonNode param(Call call, int index) {
    JsonNode value = call.params().json().path(index);
    if (value.isMissingNode()) {
      throw new IllegalArgumentException("parameter " + index + " is missing");
    }
    return value;
  }

  private EmbeddedBlock block(long height) throws DaException {
    long head = chain.head();
    if (height == 0) {
      throw new DaException(DaException.Kind.REFUSED, "header: height is equal to 0");
    }
    return chain
        .block(height)
        .orElseThrow(() ->
            new DaException(
                DaException.Kind.FUTURE_HEIGHT, EmbeddedDaLayer.futureHeight(head, height)));
  }
}
