package metro.cli.dev;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import metro.cli.client.RpcClient;
import metro.cli.client.RpcException;
import metro.cli.client.TransactionWatch;
import metro.cli.client.TransactionWatch.End;
import metro.cli.client.Wallet;
import metro.cli.client.Wallet.Request;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.jsonrpc.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a visitor would try first: deploy a contract, call it, transfer on both rollups, and a
 * bundle A, B, A. Prints each transaction's way.
 */
final class SampleTraffic {
  /**
   * Init code of a contract that counts its calls in slot 0 and logs the count:
   *
   * <pre>
   * PUSH23 code PUSH1 0 MSTORE PUSH1 23 PUSH1 9 RETURN
   * code: slot0 = slot0 + 1; mem[0] = slot0; LOG0(mem[0..32]); RETURN(mem[0..32])
   * </pre>
   */
  private static final Bytes COUNTER =
      Bytes.fromHex("0x76600054600101806000556000526020" + "6000a060206000f360005260176009f3");

  private static final long DEPLOY_GAS = 200_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final UInt256 ONE_GWEI = UInt256.of(1_000_000_000);

  private final World world;
  private final PrintWriter out;
  private final RollupPlan alpha;
  private final RollupPlan beta;

  SampleTraffic(World world, PrintWriter out) {
    this.world = world;
    this.out = out;
    this.alpha = world.plan().committee().rollups().get(0);
    this.beta = world.plan().committee().rollups().get(1);
  }

  /** A transaction on its way. */
  private record Sent(String what, RollupPlan rollup, Hash hash, Duration ordered) {}

  /** Sends everything and follows it to the end; returns whether all became final. */
  boolean run() throws RpcException, InterruptedException {
    try (ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> ends = new ArrayList<>();
      for (Sent sent : List.of(deploy(), transfer(alpha, 1), transfer(beta, 1))) {
        ends.add(watchers.submit(() -> watch(sent)));
      }
      for (Sent sent : bundle()) {
        ends.add(watchers.submit(() -> watch(sent)));
      }
      boolean all = true;
      for (Future<Boolean> end : ends) {
        all &= get(end);
      }
      return all;
    }
  }

  private Sent deploy() throws RpcException {
    Request request =
        new Request(chainId(alpha), Optional.empty(), UInt256.ZERO, COUNTER, DEPLOY_GAS);
    return send("deploy a counter on " + name(alpha), alpha, wallet(0), request);
  }

  private Sent transfer(RollupPlan rollup, int account) throws RpcException {
    Request request = Request.transfer(chainId(rollup), address(2), ONE_GWEI);
    return send("transfer on " + name(rollup), rollup, wallet(account), request);
  }

  private List<Sent> bundle() throws RpcException {
    Wallet wallet = wallet(3);
    long nonceAlpha = wallet.nonce(world.rpc(alpha));
    long nonceBeta = wallet.nonce(world.rpc(beta));
    List<Transaction> legs =
        List.of(
            leg(alpha, wallet, nonceAlpha),
            leg(beta, wallet, nonceBeta),
            leg(alpha, wallet, nonceAlpha + 1));
    ObjectNode request = Json.object();
    ArrayNode txs = request.putArray("txs");
    legs.forEach(leg -> txs.add(Hex.encode(leg.encode())));
    long start = System.nanoTime();
    sequencer(alpha).call("eth_sendBundle", request);
    Duration ordered = Duration.ofNanos(System.nanoTime() - start);
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < legs.size(); i++) {
      RollupPlan rollup = i == 1 ? beta : alpha;
      String what = "bundle leg %d on %s".formatted(i + 1, name(rollup));
      sent.add(new Sent(what, rollup, legs.get(i).hash(), ordered));
    }
    return sent;
  }

  private Transaction leg(RollupPlan rollup, Wallet wallet, long nonce) throws RpcException {
    Request request = Request.transfer(chainId(rollup), address(4), ONE_GWEI);
    return wallet.sign(request, nonce, Wallet.maxFee(world.rpc(rollup)));
  }

  private Sent send(String what, RollupPlan rollup, Wallet wallet, Request request)
      throws RpcException {
    RpcClient rpc = world.rpc(rollup);
    Transaction transaction = wallet.sign(request, wallet.nonce(rpc), Wallet.maxFee(rpc));
    long start = System.nanoTime();
    JsonNode hash = rpc.call("eth_sendRawTransaction", Hex.encode(transaction.encode()));
    Duration ordered = Duration.ofNanos(System.nanoTime() - start);
    return new Sent(what, rollup, Hash.fromHex(hash.asString()), ordered);
  }

  private boolean watch(Sent sent) throws InterruptedException {
    StringBuilder way = new StringBuilder("ordered " + text(sent.ordered()));
    End end =
        new TransactionWatch(world.rpc(sent.rollup()))
            .follow(
                sent.hash(),
                PATIENCE,
                step ->
                    way.append(" > ")
                        .append(step.stage().name().toLowerCase(Locale.ROOT))
                        .append(' ')
                        .append(text(sent.ordered().plus(step.after()))));
    String last =
        switch (end) {
          case End.Finalized(long number, boolean ok) ->
              " (block %d, %s)".formatted(number, ok ? "succeeded" : "reverted");
          case End.Skipped(String reason) -> " > skipped: " + reason;
          case End.TimedOut _ -> " > nothing more within " + PATIENCE.toSeconds() + " s";
        };
    out.println("  %-28s %s…  %s%s".formatted(sent.what(), short12(sent.hash()), way, last));
    return end instanceof End.Finalized(_, boolean ok) && ok;
  }

  private static boolean get(Future<Boolean> end) throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("watching a transaction failed", e);
    }
  }

  private RpcClient sequencer(RollupPlan rollup) {
    return world.sequencer(world.plan().committee().members().getFirst(), chainId(rollup));
  }

  private Wallet wallet(int account) {
    return new Wallet(world.plan().accounts().get(account).privateKey().toArray());
  }

  private Address address(int account) {
    return world.plan().accounts().get(account).address();
  }

  private static long chainId(RollupPlan rollup) {
    return rollup.spec().id().chainId();
  }

  private static String name(RollupPlan rollup) {
    return rollup.spec().name();
  }

  private static String short12(Hash hash) {
    return hash.toString().substring(0, 12);
  }

  private static String text(Duration duration) {
    long ms = duration.toMillis();
    return ms < 1_000 ? ms + " ms" : "%.1f s".formatted(ms / 1_000.0);
  }
}
