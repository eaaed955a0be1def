package metro.node.rpc;

import java.math.BigInteger;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.jsonrpc.Call;
import metro.jsonrpc.Json;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Param;
import metro.node.chain.Chain;
import metro.node.ingress.Ingress;
import metro.state.Block;
import metro.state.Genesis.FeeSchedule;
import metro.state.LedgerView;
import metro.state.Limits;
import metro.state.NativeCodec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Enough Ethereum JSON-RPC that a wallet can hold the committee's own chain as a network: credits
 * are its coin (one utia is 10^12 wei), native operations its transactions, sequencer blocks its
 * blocks.
 *
 * <p>Gas is only a way to show the charge: the price is always one gwei, and the estimate so much
 * that their product is the charge.
 */
final class NativeMethods {
  static final BigInteger WEI_PER_UTIA = NativeCodec.WEI_PER_UTIA.toBigInteger();
  static final long GAS_PRICE_WEI = 1_000_000_000L;
  static final long GAS_PER_UTIA = 1_000;
  static final long MIN_GAS = 21_000;

  /** Bytes of a wallet's transaction besides call data. */
  private static final int ENVELOPE_BYTES = 130;

  private final long committee;
  private final CommonMethods common;
  private final Ingress ingress;
  private final Chain chain;
  private final NativeBlocks blocks;
  private final NewHeads heads;

  NativeMethods(
      long committee, CommonMethods common, Ingress ingress, Chain chain, NewHeads heads) {
    this.committee = committee;
    this.common = common;
    this.ingress = ingress;
    this.chain = chain;
    this.blocks = new NativeBlocks(committee, chain);
    this.heads = heads;
  }

  MethodTable table() {
    MethodTable table = new MethodTable();
    common.registerIn(table, committee);
    heads.registerIn(table);
    table.register("eth_blockNumber", c -> Json.quantity(chain.height()));
    table.register("eth_getBlockByNumber", blocks::byNumber);
    table.register("eth_getBalance", this::balance);
    table.register("eth_getTransactionCount", this::transactionCount);
    table.register("eth_getTransactionByHash", this::transactionByHash);
    table.register("eth_getTransactionReceipt", this::receipt);
    table.register("eth_gasPrice", c -> Json.quantity(GAS_PRICE_WEI));
    table.register("eth_estimateGas", this::estimateGas);
    table.register("eth_getCode", c -> Json.text("0x"));
    table.register("eth_call", c -> Json.text("0x"));
    table.register("eth_accounts", c -> Json.array());
    table.register("eth_syncing", c -> Json.bool(false));
    table.register("net_listening", c -> Json.bool(true));
    table.register("metro_getTransactionStatus", c -> common.status(CommonMethods.hash(c)));
    return table;
  }

  private LedgerView view() {
    return new LedgerView(chain.view());
  }

  private JsonNode balance(Call call) {
    long utia = view().account(CommonMethods.address(call)).balance();
    return Json.quantity(BigInteger.valueOf(utia).multiply(WEI_PER_UTIA));
  }

  private JsonNode transactionCount(Call call) {
    Address address = CommonMethods.address(call);
    long next = view().nativeLane(address).next();
    boolean pending =
        call.params()
            .optional(1, "block")
            .filter(p -> p.json().isString())
            .map(Param::text)
            .equals(Optional.of("pending"));
    return Json.quantity(pending ? ingress.firstFreeNonce(committee, address, next) : next);
  }

  private JsonNode transactionByHash(Call call) {
    Hash id = CommonMethods.hash(call);
    return common
        .waiting(id)
        .or(() -> common.ordered(id).map(NativeMethods::included))
        .<JsonNode>map(json -> json)
        .orElseGet(Json::nothing);
  }

  private static ObjectNode included(CommonMethods.Found found) {
    Block block = found.block();
    return TransactionJson.included(
        found.json(), block.header().hash(), block.height(), found.index());
  }

  private JsonNode receipt(Call call) {
    Hash id = CommonMethods.hash(call);
    return common
        .ordered(id)
        .filter(found -> found.item().rollup() == committee)
        .<JsonNode>map(found -> receipt(id, found))
        .orElseGet(Json::nothing);
  }

  private ObjectNode receipt(Hash id, CommonMethods.Found found) {
    ObjectNode out = Json.object().put("transactionHash", id.toString());
    JsonNode gas = Json.quantity(gas(found.item().raw().length()));
    out.set("transactionIndex", Json.quantity(found.index()));
    out.put("blockHash", found.block().header().hash().toString());
    out.set("blockNumber", Json.quantity(found.block().height()));
    out.put("from", found.item().sender().toString());
    out.set("to", found.json().get("to"));
    out.set("type", found.json().get("type"));
    out.set("gasUsed", gas);
    out.set("cumulativeGasUsed", gas);
    out.set("effectiveGasPrice", Json.quantity(GAS_PRICE_WEI));
    out.putNull("contractAddress");
    out.putArray("logs");
    out.put("logsBloom", NativeBlocks.NO_BLOOM);
    out.put("status", "0x1");
    return out;
  }

  private JsonNode estimateGas(Call call) {
    Param request = call.params().at(0, "transaction");
    int data =
        request
            .field("data")
            .ifPresent()
            .or(() -> request.field("input").ifPresent())
            .map(d -> d.bytes(Limits.MAX_TRANSACTION_BYTES).length)
            .orElse(0);
    boolean registry =
        request
            .field("to")
            .ifPresent()
            .map(to -> Address.of(to.fixedBytes(Address.SIZE)))
            .equals(Optional.of(NativeCodec.REGISTRY));
    return Json.quantity(gas(ENVELOPE_BYTES + data + (registry ? Limits.REGISTRATION_BYTES : 0)));
  }

  private long gas(int bytes) {
    FeeSchedule fees = view().fees();
    return Math.max(MIN_GAS, fees.charge(bytes) * GAS_PER_UTIA);
  }
}
