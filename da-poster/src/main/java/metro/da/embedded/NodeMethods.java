package metro.da.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
import metro.da.embedded.Mempool.Waiting;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.JsonRpcException;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.NoReplyException;
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
  private final NodeView node;
  private final Submissions submissions;
  private final BlobSubscriptions subscriptions;
  private final Semaphore squares = new Semaphore(MAX_SQUARES_AT_ONCE);
  private final Semaphore reads = new Semaphore(MAX_READS_AT_ONCE);

  NodeMethods(EmbeddedChain chain, NodeView node, Submissions submissions) {
    this.chain = chain;
    this.node = node;
    this.submissions = submissions;
    this.subscriptions = new BlobSubscriptions(chain);
  }

  /** A method whose errors are still to be put into JSON-RPC's form. */
  @FunctionalInterface
  private interface Body {
    JsonNode answer(Call call)
        throws DaException, RefusedException, NoAnswerException, InterruptedException;
  }

  MethodTable table() {
    MethodTable table = new MethodTable();
    add(table, "blob.Submit", submission(this::submit));
    add(table, "state.SubmitPayForBlob", submission(this::submitPayForBlob));
    add(table, "blob.Get", read(this::get));
    add(table, "blob.GetAll", read(this::getAll));
    add(table, "blob.GetProof", read(this::getProof));
    add(table, "blob.Included", read(this::included));
    add(table, "blob.GetCommitmentProof", read(this::getCommitmentProof));
    add(table, "header.GetByHeight", light(call -> header(node.block(height(call)))));
    add(table, "header.NetworkHead", light(_ -> header(node.head())));
    add(table, "header.LocalHead", light(_ -> header(node.head())));
    add(table, "header.WaitForHeight", light(this::waitForHeight));
    add(table, "share.GetNamespaceData", read(this::getNamespaceData));
    add(table, "share.GetEDS", bounded(squares, light(this::getEds)));
    add(table, "share.SharesAvailable", light(this::sharesAvailable));
    add(table, "state.AccountAddress", light(_ -> accountAddress()));
    add(table, "state.Balance", light(_ -> balance(submissions.defaultAddress())));
    add(table, "state.BalanceForAddress", light(call -> balance(address(call))));
    add(table, "node.Ready", light(_ -> Json.bool(true)));
    subscriptions.registerIn(table);
    return table;
  }

  private Body submission(Body body) {
    return call -> {
      node.enter(true);
      return body.answer(call);
    };
  }

  private Body light(Body body) {
    return call -> {
      node.enter(false);
      return body.answer(call);
    };
  }

  private Body read(Body body) {
    return light(bounded(reads, body));
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
      throw failure("broadcast tx error: %s code: %d".formatted(e.reason(), e.code()));
    } catch (NoAnswerException e) {
      throw e.status() == 0 ? NoReplyException.closing() : NoReplyException.status(e.status());
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
    return Json.number(awaitHeight(submissions.submit(blobs, wishes(call))));
  }

  private JsonNode submitPayForBlob(Call call) throws RefusedException, InterruptedException {
    List<Blob> blobs =
        JsonFields.list(param(call, 0), Limits.MAX_BLOBS_PER_TX, "blobs", BlobJson::fromProtoJson);
    Waiting waiting = submissions.submit(blobs, wishes(call));
    ObjectNode out = Json.object().put("height", awaitHeight(waiting));
    out.put("txhash", JsonFields.upperHex(waiting.hash().bytes()));
    out.putNull("logs");
    return out.putNull("events");
  }

  private static Submissions.Wishes wishes(Call call) {
    JsonNode config = call.params().json().path(1);
    String signer = config.path("signer_address").asString("");
    JsonNode price = config.path("gas_price");
    boolean priced = config.path("is_gas_price_set").asBoolean(false) && price.isNumber();
    JsonNode gas = config.path("gas");
    boolean limited = gas.isIntegralNumber() && gas.canConvertToLong() && gas.asLong() > 0;
    return new Submissions.Wishes(
        signer.isEmpty() ? Optional.empty() : Optional.of(Bech32.decode(signer)),
        priced ? Optional.of(price.decimalValue()) : Optional.empty(),
        limited ? OptionalLong.of(gas.asLong()) : OptionalLong.empty());
  }

  private long awaitHeight(Waiting waiting) throws InterruptedException {
    String hash = JsonFields.upperHex(waiting.hash().bytes());
    return switch (submissions.await(waiting, Limits.SUBMIT_TIMEOUT)) {
      case TxFate.Committed committed -> node.toldHeight(committed.height());
      case TxFate.Rejected(int code, String log) ->
          throw failure(
              "tx with hash %s was rejected by the node with execution code: %d and log: %s"
                  .formatted(hash, code, log));
      case TxFate.Evicted _ ->
          throw failure("eviction poll timeout: transaction %s was evicted".formatted(hash));
      case TxFate.Pending _, TxFate.Unknown _ ->
          throw failure("timed out waiting for tx to be included in a block");
    };
  }

  private JsonNode accountAddress() {
    return Json.text(Bech32.encode(submissions.defaultAddress()));
  }

  private static Address address(Call call) {
    return Bech32.decode(param(call, 0).asString(""));
  }

  private JsonNode balance(Address address) {
    long utia = chain.account(address).map(Account::balanceUtia).orElse(0L);
    return Json.object().put("denom", "utia").put("amount", Long.toString(utia));
  }

  /** A header; as a lie one with another time, whose hash is not the one its commit names. */
  private JsonNode header(EmbeddedBlock block) {
    ObjectNode json = block.json();
    if (node.liesAboutData()) {
      ((ObjectNode) json.get("header")).put("time", "2020-01-01T00:00:00Z");
    }
    return json;
  }

  private JsonNode get(Call call) throws DaException {
    SquareProofs proofs = node.block(height(call)).proofs();
    SquareProofs.Placed found = find(call, proofs, 2);
    return BlobJson.blob(found.blob(), proofs.extendedIndex(found));
  }

  private JsonNode getAll(Call call) throws DaException {
    EmbeddedBlock block = node.block(height(call));
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
    if (!out.isEmpty() && node.liesAboutData()) {
      Blob other = Lies.changed(BlobJson.blob(out.get(0)));
      ((ObjectNode) out.get(0)).put("data", JsonFields.base64(other.data()));
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
    return proofOf(node.block(height(call)).proofs(), call, 2);
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
    SquareProofs proofs = node.block(height(call)).proofs();
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
    return ProofJson.commitmentProof(
        node.commitmentProof(height(call), namespace(call), commitment(call, 2)));
  }

  private JsonNode waitForHeight(Call call) throws DaException, InterruptedException {
    return header(
        node.await(height(call), MAX_WAIT).orElseThrow(() -> failure("context deadline exceeded")));
  }

  private JsonNode getNamespaceData(Call call) throws DaException {
    return ProofJson.namespaceData(node.namespaceData(height(call), namespace(call)));
  }

  private JsonNode getEds(Call call) throws DaException {
    return ProofJson.extendedSquare(ExtendedSquare.of(node.block(height(call)).square()));
  }

  private JsonNode sharesAvailable(Call call) throws DaException {
    node.block(height(call));
    return Json.nothing();
  }

  private static SquareProofs.Placed find(Call call, SquareProofs proofs, int commitmentAt)
      throws DaException {
    return NodeView.find(proofs, namespace(call), commitment(call, commitmentAt));
  }

  private static Hash commitment(Call call, int at) {
    Bytes commitment = JsonFields.base64(param(call, at), (Object) "commitment");
    return JsonFields.hash(commitment, "commitment");
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
}
