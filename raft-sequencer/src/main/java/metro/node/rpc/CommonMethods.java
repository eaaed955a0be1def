package metro.node.rpc;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcError;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.node.chain.Chain;
import metro.node.ingress.Ingress;
import metro.state.Admission;
import metro.state.Block;
import metro.state.Limits;
import metro.state.Position;
import metro.wire.Receipt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that every chain served here has: a rollup's and the committee's own. */
final class CommonMethods {
  /** What web3_clientVersion says. */
  static final String CLIENT = "metro/0.1.0";

  private final Ingress ingress;
  private final Chain chain;
  private final Tracker tracker;
  private final Receipts receipts;
  private final BundleMethod bundles;

  CommonMethods(Ingress ingress, Chain chain, Tracker tracker, Receipts receipts) {
    this.ingress = ingress;
    this.chain = chain;
    this.tracker = tracker;
    this.receipts = receipts;
    this.bundles = new BundleMethod(ingress);
  }

  /** Registers them for one chain id. */
  void registerIn(MethodTable table, long chainId) {
    table.register("eth_chainId", c -> Json.quantity(chainId));
    table.register("net_version", c -> Json.text(Long.toString(chainId)));
    table.register("web3_clientVersion", c -> Json.text(CLIENT));
    table.registerAsync("eth_sendRawTransaction", c -> send(c, chainId));
    table.registerAsync("eth_sendBundle", bundles::send);
    table.register(
        "eth_cancelBundle",
        c -> {
          throw BundleMethod.nothingToCancel();
        });
    table.register("metro_getReceipt", this::receipt);
  }

  static Hash hash(Call call) {
    return Hash.of(call.params().at(0, "transaction hash").fixedBytes(Hash.SIZE));
  }

  static Address address(Call call) {
    return Address.of(call.params().at(0, "address").fixedBytes(Address.SIZE));
  }

  private CompletionStage<JsonNode> send(Call call, long chainId) {
    // Twice the limit, so that what is somewhat too large is refused in geth's words.
    byte[] raw = call.params().at(0, "transaction").bytes(2 * Limits.MAX_TRANSACTION_BYTES);
    Ingress.Submitted submitted = ingress.submit(Bytes.wrap(raw), OptionalLong.of(chainId));
    return submitted.answer().thenApply(a -> RpcAnswers.hashOrThrow(submitted.id(), a));
  }

  /** The report, to be completed by who knows more. */
  ObjectNode status(Hash id) {
    return RpcAnswers.report(id, tracker.report(id));
  }

  private JsonNode receipt(Call call) {
    Hash id = hash(call);
    long waitMs = call.params().optional(1, "wait in milliseconds").map(Param::integer).orElse(0L);
    try {
      return receipts
          .of(id, Math.clamp(waitMs, 0, GrpcLimits.MAX_RECEIPT_WAIT_MS))
          .map(CommonMethods::json)
          .orElseGet(Json::nothing);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JsonRpcError.of(JsonRpcError.SERVER_ERROR, "stopping").toException();
    }
  }

  private static JsonNode json(Receipt receipt) {
    ObjectNode out = Json.object().put("transactionHash", hex(receipt.getTxHash()));
    out.put("height", receipt.getOrdered().getHeight());
    out.put("sequence", receipt.getOrdered().getSeq());
    out.put("rollup", receipt.getOrdered().getRollup());
    out.put("rollupNumber", receipt.getOrdered().getRollupNumber());
    out.put("rollupIndex", receipt.getOrdered().getRollupIndex());
    out.put("header", hex(receipt.getHeader()));
    out.put("itemPath", hex(receipt.getItemPath()));
    out.put("itemLeaf", hex(receipt.getItemLeaf()));
    if (receipt.getCertificate().isEmpty()) {
      out.putNull("certificate");
    } else {
      out.put("certificate", hex(receipt.getCertificate()));
    }
    ArrayNode headers = out.putArray("headersToCertified");
    receipt.getHeadersToCertifiedList().forEach(h -> headers.add(hex(h)));
    return out;
  }

  private static String hex(ByteString bytes) {
    return Hex.encode(bytes.toByteArray());
  }

  /** A transaction that waits here. */
  Optional<ObjectNode> waiting(Hash id) {
    Optional<Admission.Admitted> item = ingress.waiting(id);
    Optional<Address> sender = ingress.senderOf(id);
    return item.isPresent() && sender.isPresent()
        ? Optional.of(TransactionJson.pending(item.get().transaction(), id, sender.get()))
        : Optional.empty();
  }

  /** A transaction of the chain, with the block that holds it. */
  record Found(Position position, Block block, Block.Item item, ObjectNode json) {
    /** Its place in the sequencer's block. */
    long index() {
      return position.seq() - block.header().firstSeq();
    }
  }

  /** A transaction that was ordered; its block fields are null. */
  Optional<Found> ordered(Hash id) {
    Optional<Position> position = chain.locate(id);
    Optional<Block> block = position.flatMap(p -> chain.block(p.height()));
    if (block.isEmpty()) {
      return Optional.empty();
    }
    int index = Math.toIntExact(position.get().seq() - block.get().header().firstSeq());
    Block.Item item = block.get().items().get(index);
    return item.transaction().admission() instanceof Admission.Admitted a
        ? Optional.of(
            new Found(
                position.get(),
                block.get(),
                item,
                TransactionJson.pending(a.transaction(), id, item.sender())))
        : Optional.empty();
  }
}
