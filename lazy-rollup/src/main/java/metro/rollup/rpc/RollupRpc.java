package metro.rollup.rpc;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import metro.jsonrpc.JsonRpcLimits;
import metro.jsonrpc.JsonRpcServer;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Routes;
import metro.rollup.RollupConfig.RpcConfig;
import metro.rollup.chain.ChainListener;
import metro.rollup.chain.EmbeddedEvmEngine;
import metro.rollup.chain.RollupChain;
import metro.rollup.chain.TransactionOutcome;
import metro.rollup.soft.CommitteeClient;

/** All methods of a rollup node, served over HTTP and WebSocket on one port, at every path. */
public final class RollupRpc implements AutoCloseable {
  private final Subscriptions subscriptions;
  private final JsonRpcServer server;
  private final Map<String, LongAdder> calls;

  private RollupRpc(
      Subscriptions subscriptions, JsonRpcServer server, Map<String, LongAdder> calls) {
    this.subscriptions = subscriptions;
    this.server = server;
    this.calls = calls;
  }

  /**
   * Serves a chain.
   *
   * @throws IllegalStateException when the port cannot be bound
   */
  public static RollupRpc start(
      RpcConfig config, EmbeddedEvmEngine engine, RollupChain chain, CommitteeClient committee) {
    ChainView view = new ChainView(engine, chain);
    SentTransactions sent = new SentTransactions();
    LogMethods logs = new LogMethods(view);
    Arrivals arrivals = new Arrivals(chain);
    Filters filters = new Filters(view, logs);
    Subscriptions subscriptions = new Subscriptions(view);
    MethodTable table = new MethodTable();
    new NodeMethods(view).register(table);
    new BlockMethods(view, sent).register(table);
    new StateMethods(view, sent).register(table);
    new CallMethods(view).register(table);
    new FeeMethods(view).register(table);
    new SendMethods(view, committee, sent, arrivals).register(table);
    new DebugMethods(view).register(table);
    new MetroMethods(view, committee).register(table);
    logs.register(table);
    filters.register(table);
    subscriptions.register(table);
    chain.listen(arrivals);
    chain.listen(filters);
    chain.listen(subscriptions);
    chain.listen(forgetSkipped(sent));
    Map<String, LongAdder> calls = counting(table);
    return new RollupRpc(subscriptions, serve(config, table), calls);
  }

  private static Map<String, LongAdder> counting(MethodTable table) {
    Map<String, LongAdder> calls = new TreeMap<>();
    table.names().forEach(name -> calls.put(name, new LongAdder()));
    table.observe(name -> Objects.requireNonNull(calls.get(name)).increment());
    return calls;
  }

  private static ChainListener forgetSkipped(SentTransactions sent) {
    return new ChainListener() {
      @Override
      public void pending(java.util.List<TransactionOutcome> outcomes) {
        outcomes.stream()
            .filter(TransactionOutcome.Skipped.class::isInstance)
            .forEach(skipped -> sent.forget(skipped.txHash()));
      }
    };
  }

  private static JsonRpcServer serve(RpcConfig config, MethodTable table) {
    return JsonRpcServer.start(
        new JsonRpcServer.Config(
            config.host(), config.port(), JsonRpcLimits.DEFAULT, config.origins(), config.tls()),
        Routes.everywhere(table));
  }

  /** How often each method was called. */
  public Map<String, LongAdder> calls() {
    return Collections.unmodifiableMap(calls);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    subscriptions.close();
  }
}
