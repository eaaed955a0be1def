package metro.rollup.rpc;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.evm.block.BlobGas;
import metro.evm.block.BlockHeader;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.jsonrpc.Params;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What gas costs. A tip buys nothing here, since the committee orders by arrival; the suggested one
 * is the smallest that shows wallets a number.
 */
final class FeeMethods {
  /** Wei per gas. */
  static final UInt256 SUGGESTED_TIP = UInt256.of(1_000_000);

  private static final int MAX_HISTORY_BLOCKS = 1024;
  private static final int MAX_PERCENTILES = 100;

  private final ChainView view;

  FeeMethods(ChainView view) {
    this.view = view;
  }

  void register(MethodTable table) {
    table.register("eth_gasPrice", _ -> EthJson.quantity(nextBaseFee().plus(SUGGESTED_TIP)));
    table.register("eth_maxPriorityFeePerGas", _ -> EthJson.quantity(SUGGESTED_TIP));
    table.register("eth_baseFee", _ -> EthJson.quantity(nextBaseFee()));
    table.register("eth_blobBaseFee", _ -> EthJson.quantity(nextBlobBaseFee(head())));
    table.register("eth_feeHistory", c -> history(c.params()));
  }

  private BlockHeader head() {
    return view.store().header(view.latest()).orElseThrow();
  }

  private UInt256 nextBaseFee() {
    return view.genesis().feeMarket().next(head());
  }

  private UInt256 nextBlobBaseFee(BlockHeader parent) {
    var fork = view.fork(parent.timestamp() + 1);
    return fork.blobs().baseFee(BlobGas.nextExcess(parent, fork));
  }

  private JsonNode history(Params params) {
    long wantedCount = count(params.at(0, "block count"));
    ChainView.Wanted newest = view.wanted(params.at(1, "newest block"));
    List<Double> percentiles = percentiles(params.optional(2, "reward percentiles"));
    long last = newest.number().orElse(view.latest());
    if (last > view.latest()) {
      throw RpcErrors.server(
          "request beyond head block: requested " + last + ", head " + view.latest());
    }
    long count = Math.min(Math.min(wantedCount, MAX_HISTORY_BLOCKS), last + 1);
    return history(last - count + 1, last, percentiles);
  }

  private static long count(Param param) {
    return param.json().isNumber() ? param.integer() : param.quantity();
  }

  private static List<Double> percentiles(Optional<Param> param) {
    List<Double> out = new ArrayList<>();
    for (Param p : param.map(list -> list.elements(MAX_PERCENTILES)).orElse(List.of())) {
      double value = p.json().isNumber() ? p.json().doubleValue() : -1;
      boolean rises = out.isEmpty() || out.getLast() <= value;
      if (!(value >= 0 && value <= 100) || !rises) {
        throw RpcErrors.server("invalid reward percentile: " + p.json());
      }
      out.add(value);
    }
    return out;
  }

  private JsonNode history(long first, long last, List<Double> percentiles) {
    ArrayNode baseFees = Json.array();
    ArrayNode blobFees = Json.array();
    ArrayNode ratios = Json.array();
    ArrayNode blobRatios = Json.array();
    ArrayNode rewards = Json.array();
    for (long number = first; number <= last; number++) {
      BlockView block = view.sealed(number).orElseThrow(RpcErrors::headerNotFound);
      BlockHeader header = block.header();
      baseFees.add(EthJson.quantity(header.baseFeePerGas()));
      blobFees.add(EthJson.quantity(view.context(header).blobBaseFee()));
      ratios.add((double) header.gasUsed() / header.gasLimit());
      blobRatios.add(0.0);
      rewards.add(rewards(block, percentiles));
      if (number == last) {
        baseFees.add(EthJson.quantity(view.genesis().feeMarket().next(header)));
        blobFees.add(EthJson.quantity(nextBlobBaseFee(header)));
      }
    }
    ObjectNode out = Json.object();
    out.set("oldestBlock", Json.quantity(first));
    out.set("baseFeePerGas", baseFees);
    out.set("gasUsedRatio", ratios);
    out.set("baseFeePerBlobGas", blobFees);
    out.set("blobGasUsedRatio", blobRatios);
    if (!percentiles.isEmpty()) {
      out.set("reward", rewards);
    }
    return out;
  }

  /** Tip paid and gas used by one transaction. */
  private record Paid(UInt256 tip, long gasUsed) {}

  /** Tips at the percentiles of the block's gas, as geth counts them. */
  private static ArrayNode rewards(BlockView block, List<Double> percentiles) {
    List<Paid> paid = new ArrayList<>();
    UInt256 baseFee = block.header().baseFeePerGas();
    for (int i = 0; i < block.size() && !percentiles.isEmpty(); i++) {
      Transaction tx = EthJson.decode(block.transactions().get(i).raw());
      UInt256 price = EthJson.gasPrice(tx, Optional.of(baseFee));
      paid.add(new Paid(price.minus(baseFee), block.gasUsed(i)));
    }
    paid.sort(Comparator.comparing(Paid::tip));
    ArrayNode out = Json.array();
    int at = 0;
    long sum = paid.isEmpty() ? 0 : paid.getFirst().gasUsed();
    for (double percentile : percentiles) {
      if (paid.isEmpty()) {
        out.add(Json.quantity(BigInteger.ZERO));
        continue;
      }
      double threshold = block.header().gasUsed() * percentile / 100;
      while (sum < threshold && at < paid.size() - 1) {
        at++;
        sum += paid.get(at).gasUsed();
      }
      out.add(EthJson.quantity(paid.get(at).tip()));
    }
    return out;
  }
}
