package metro.rollup.rpc;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Params;
import metro.rollup.chain.Origin;
import metro.rollup.chain.RollupChain;
import metro.rollup.chain.Tips;
import metro.rollup.chain.TransactionOutcome;
import metro.rollup.chain.TransactionRecord;
import metro.rollup.soft.CommitteeClient;
import metro.state.RollupHead;
import metro.wire.Ordered;
import metro.wire.TransactionStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Metro's own methods of a rollup node. */
final class MetroMethods {
  private final ChainView view;
  private final CommitteeClient committee;

  MetroMethods(ChainView view, CommitteeClient committee) {
    this.view = view;
    this.committee = committee;
  }

  void register(MethodTable table) {
    table.register("metro_getTransactionStatus", c -> status(c.params()));
    table.register("metro_getPendingReceipt", c -> receipt(c.params()));
    table.register("metro_status", _ -> node());
  }

  /**
   * How far a transaction has come: {@code pending} (executed in the open second), {@code latest}
   * (in a sealed block), {@code safe} (under a certificate), {@code final} (proven on the DA
   * layer), {@code skipped} with code and reason; {@code forced} says where it was posted when the
   * committee had not ordered it in time; before the node has seen it what the committee says:
   * {@code accepted, ordered, certified, posted, refused}; {@code unknown} otherwise.
   */
  private JsonNode status(Params params) {
    Hash hash = Hash.of(params.at(0, "transaction hash").fixedBytes(Hash.SIZE));
    Optional<TransactionRecord> sealed = view.chain().record(hash);
    if (sealed.isPresent()) {
      return sealed(sealed.get()).put("hash", hash.toString());
    }
    Optional<RollupChain.PendingRecord> pending = view.chain().pendingRecord(hash);
    ObjectNode status = pending.isPresent() ? pending(pending.get()) : committee(hash);
    return status.put("hash", hash.toString());
  }

  private ObjectNode sealed(TransactionRecord record) {
    Tips tips = view.chain().tips();
    long number = record.block().number();
    String finality =
        number <= tips.finalizedBlock().number()
            ? "final"
            : number <= tips.safe().number() ? "safe" : "latest";
    ObjectNode out = placed(record.origin());
    outcome(out, record.outcome(), finality);
    out.put("finality", finality);
    out.set("blockNumber", Json.quantity(number));
    out.put("blockHash", record.block().hash().toString());
    return out;
  }

  private ObjectNode pending(RollupChain.PendingRecord record) {
    ObjectNode out = placed(record.origin());
    outcome(out, record.outcome(), "pending");
    out.put("finality", "pending");
    return out;
  }

  private ObjectNode placed(Origin origin) {
    ObjectNode out = Json.object();
    switch (origin) {
      case Origin.Ordered(long number, int index, long height) -> {
        ObjectNode position = Json.object().put("height", height);
        position.put("rollup", view.genesis().chainId());
        out.set("position", position.put("rollupNumber", number).put("rollupIndex", index));
      }
      case Origin.Forced(long daHeight) ->
          out.set("forced", Json.object().put("daHeight", daHeight));
    }
    return out;
  }

  private static void outcome(ObjectNode out, TransactionOutcome outcome, String stage) {
    switch (outcome) {
      case TransactionOutcome.Included in -> {
        out.put("stage", stage);
        out.put("status", in.succeeded() ? 1 : 0);
        out.put("transactionIndex", in.index());
      }
      case TransactionOutcome.Skipped skip -> {
        out.put("stage", "skipped");
        out.put("code", skip.code());
        out.put("reason", skip.reason());
      }
    }
  }

  private ObjectNode committee(Hash hash) {
    return switch (committee.status(hash)) {
      case CommitteeClient.Unavailable<TransactionStatus>(String reason) ->
          Json.object().put("stage", "unknown").put("reason", reason);
      case CommitteeClient.Answered<TransactionStatus>(TransactionStatus status) -> json(status);
    };
  }

  private static ObjectNode json(TransactionStatus status) {
    ObjectNode out = Json.object();
    boolean isKnown = status.getStage() != TransactionStatus.Stage.UNRECOGNIZED;
    out.put(
        "stage", isKnown ? status.getStage().name().toLowerCase(java.util.Locale.ROOT) : "unknown");
    if (status.hasOrdered()) {
      Ordered ordered = status.getOrdered();
      ObjectNode position = Json.object().put("height", ordered.getHeight());
      position.put("seq", ordered.getSeq()).put("rollup", ordered.getRollup());
      position.put("rollupNumber", ordered.getRollupNumber());
      out.set("position", position.put("rollupIndex", ordered.getRollupIndex()));
    }
    if (status.hasRefused()) {
      out.put("code", status.getRefused().getCode());
      out.put("reason", status.getRefused().getText());
    }
    if (status.getBatch() > 0) {
      out.put("batch", status.getBatch());
      out.put("daHeight", status.getDaHeight());
    }
    return out;
  }

  /** The receipt of a sealed or, without a block hash, of a pending transaction. */
  private JsonNode receipt(Params params) {
    Hash hash = Hash.of(params.at(0, "transaction hash").fixedBytes(Hash.SIZE));
    return view.position(hash)
        .flatMap(p -> view.sealed(p.blockNumber()))
        .or(view::openBlock)
        .filter(block -> block.indexOf(hash) >= 0)
        .<JsonNode>map(block -> EthJson.receipt(block, block.indexOf(hash)))
        .orElseGet(Json::nothing);
  }

  private JsonNode node() {
    Tips tips = view.chain().tips();
    ObjectNode out = Json.object();
    out.set("soft", json(tips.soft()));
    out.set("certified", json(tips.certified()));
    out.set("finalized", json(tips.finalized()));
    out.put("latestBlock", tips.latest().number());
    out.put("safeBlock", tips.safe().number());
    out.put("finalizedBlock", tips.finalizedBlock().number());
    return out;
  }

  private static ObjectNode json(RollupHead head) {
    return Json.object()
        .put("number", head.number())
        .put("txCount", head.txCount())
        .put("hash", head.hash().toString());
  }
}
