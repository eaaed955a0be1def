package metro.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import metro.cli.client.Quantities;
import metro.cli.client.RpcClient;
import metro.cli.client.RpcException;
import metro.cli.client.TransactionWatch;
import metro.cli.client.TransactionWatch.End;
import metro.cli.client.Wallet;
import metro.cli.config.Addresses;
import metro.cli.config.CommitteeFile;
import metro.cli.config.ConfigException;
import metro.da.Blob;
import metro.da.DaLayer;
import metro.da.Limits;
import metro.da.SubmitResult;
import metro.da.celestia.CelestiaClient;
import metro.da.celestia.CelestiaClientConfig;
import metro.da.forced.ForcedBlob;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.jsonrpc.Json;
import metro.state.Admission;
import metro.state.RollupId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code metro tx}: sends and watches transactions. */
@Command(
    name = "tx",
    mixinStandardHelpOptions = true,
    description = "Sends something and shows its way from ordered to finalized.",
    footer = {
      "",
      "Examples (the addresses are those `metro dev` prints):",
      "  metro tx send --rpc http://127.0.0.1:26160 --account 0 --to 0x7099… --value 1000",
      "  metro tx raw --rpc http://127.0.0.1:26160 0x02f86c…",
      "  metro tx force --da http://127.0.0.1:26658 0x02f86c…",
      "  metro tx watch --rpc http://127.0.0.1:26160 0x3fb2…",
      "  metro tx bundle --sequencer http://127.0.0.1:26103/rpc/910001 0x02… 0x02…",
    })
final class TxCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before use
  private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Where a rollup is, and for how long to watch. */
  static final class Target {
    @Option(
        names = "--rpc",
        required = true,
        paramLabel = "URL",
        description = "The rollup node's JSON-RPC.")
    private String rpc = "";

    @Option(
        names = "--patience",
        defaultValue = "180",
        paramLabel = "SECONDS",
        description = "How long to watch (default: ${DEFAULT-VALUE}).")
    private long patienceSeconds;

    RpcClient client() throws ConfigException {
      return new RpcClient(url("--rpc", rpc));
    }
  }

  @Command(
      name = "send",
      mixinStandardHelpOptions = true,
      description = "Signs and sends a transfer, a call, or without --to a new contract.")
  int send(
      @Mixin Target target,
      @Mixin KeyOptions key,
      @Option(names = "--to", paramLabel = "ADDRESS", description = "The receiver.")
          Optional<String> to,
      @Option(
              names = "--value",
              defaultValue = "0",
              paramLabel = "WEI",
              description = "Amount in wei (default: 0).")
          String value,
      @Option(
              names = "--data",
              defaultValue = "0x",
              paramLabel = "HEX",
              description = "Call data or init code.")
          String data,
      @Option(
              names = "--gas",
              paramLabel = "GAS",
              description = "Gas limit; without it the rollup node estimates.")
          Optional<Long> gas)
      throws ConfigException, FailedException, InterruptedException {
    RpcClient rollup = target.client();
    Wallet wallet = key.wallet();
    try {
      Transaction transaction = build(rollup, wallet, to, value, data, gas);
      return submit(target, rollup, transaction.encode());
    } catch (RpcException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    }
  }

  @Command(
      name = "raw",
      mixinStandardHelpOptions = true,
      description = "Sends a signed transaction as it is.")
  int raw(
      @Mixin Target target,
      @Parameters(paramLabel = "HEX", description = "The signed transaction.") String hex)
      throws ConfigException, FailedException, InterruptedException {
    try {
      return submit(target, target.client(), KeyOptions.hex("HEX", hex));
    } catch (RpcException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    }
  }

  @Command(
      name = "force",
      mixinStandardHelpOptions = true,
      description = {
        "Posts signed transactions of one rollup on the DA layer, past its committee.",
        "",
        "The rollup's nodes execute them after its delay, unless the committee had them ordered"
            + " by then. The DA node pays.",
      })
  int force(
      @Option(
              names = "--da",
              required = true,
              paramLabel = "URL",
              description = "celestia-node's JSON-RPC, or the embedded DA layer's.")
          String da,
      @Option(names = "--token", paramLabel = "TOKEN", description = "Sent as bearer token.")
          Optional<String> token,
      @Parameters(paramLabel = "HEX", arity = "1..1024", description = "Signed transactions.")
          List<String> transactions)
      throws ConfigException, FailedException {
    List<Bytes> raws = new ArrayList<>();
    Set<Long> chains = new TreeSet<>();
    for (String hex : transactions) {
      Bytes raw = Bytes.wrap(KeyOptions.hex("HEX", hex));
      raws.add(raw);
      chains.add(chainOf(raw));
    }
    if (chains.size() > 1) {
      throw new ConfigException("HEX: the transactions are of several rollups: " + chains);
    }
    Blob blob = ForcedBlob.of(new RollupId(chains.iterator().next()), raws);
    CelestiaClientConfig to = CelestiaClientConfig.at(url("--da", da));
    try (DaLayer layer = new CelestiaClient(token.map(to::withBearerToken).orElse(to))) {
      SubmitResult result = layer.submit(List.of(blob), Limits.SUBMIT_TIMEOUT);
      if (!(result instanceof SubmitResult.Included included)) {
        throw new FailedException("the DA layer did not take it: " + result);
      }
      raws.forEach(raw -> out().println(Keccak.hash(raw.toArray())));
      out().println("  at DA height " + included.height());
      out().flush();
      return 0;
    }
  }

  private static long chainOf(Bytes raw) throws ConfigException {
    return switch (Admission.of(raw)) {
      case Admission.Admitted admitted -> admitted.chainId();
      case Admission.Refused refused ->
          throw new ConfigException("HEX: " + refused.reason().text() + ", " + refused.detail());
    };
  }

  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = "Watches a transaction that was sent already.")
  int watch(
      @Mixin Target target, @Parameters(paramLabel = "HASH", description = "Its hash.") String hash)
      throws ConfigException, InterruptedException {
    byte[] bytes = KeyOptions.hex("HASH", hash);
    if (bytes.length != Hash.SIZE) {
      throw new ConfigException("HASH: has 32 bytes, not " + bytes.length);
    }
    return follow(target, target.client(), Hash.of(bytes), Duration.ZERO);
  }

  @Command(
      name = "bundle",
      mixinStandardHelpOptions = true,
      description =
          "Sends signed transactions that stand side by side in one block, or not at all.")
  int bundle(
      @Option(
              names = "--sequencer",
              required = true,
              paramLabel = "URL",
              description = "A member's JSON-RPC, with /rpc/CHAINID.")
          String sequencer,
      @Option(names = "--from", paramLabel = "HEIGHT", description = "First height it may have.")
          Optional<Long> from,
      @Option(names = "--until", paramLabel = "HEIGHT", description = "Last height it may have.")
          Optional<Long> until,
      @Parameters(paramLabel = "HEX", arity = "1..32", description = "The legs, in order.")
          List<String> legs)
      throws ConfigException, FailedException {
    ObjectNode request = Json.object();
    ArrayNode txs = request.putArray("txs");
    Map<Hash, String> hashes = new LinkedHashMap<>();
    for (String leg : legs) {
      byte[] raw = KeyOptions.hex("HEX", leg);
      txs.add(Hex.encode(raw));
      hashes.put(Keccak.hash(raw), leg);
    }
    from.ifPresent(height -> request.put("minBlockNumber", "0x" + Long.toHexString(height)));
    until.ifPresent(height -> request.put("maxBlockNumber", "0x" + Long.toHexString(height)));
    try {
      RpcClient member = new RpcClient(url("--sequencer", sequencer));
      out()
          .println(
              "bundle " + member.call("eth_sendBundle", request).path("bundleHash").asString());
      for (Hash hash : hashes.keySet()) {
        out().println("  " + member.call("metro_getTransactionStatus", hash.toString()));
      }
      out().flush();
      return 0;
    } catch (RpcException e) {
      throw new FailedException(String.valueOf(e.getMessage()));
    }
  }

  private static Transaction build(
      RpcClient rollup,
      Wallet wallet,
      Optional<String> to,
      String value,
      String data,
      Optional<Long> gas)
      throws ConfigException, RpcException {
    Optional<Address> receiver =
        to.isPresent() ? Optional.of(parse("--to", to.get())) : Optional.empty();
    UInt256 wei = wei(value);
    Bytes bytes = Bytes.wrap(KeyOptions.hex("--data", data));
    long chainId = Quantities.number(rollup.call("eth_chainId").asString());
    long limit =
        gas.isPresent() ? gas.get() : estimate(rollup, wallet.address(), receiver, wei, bytes);
    Wallet.Request request = new Wallet.Request(chainId, receiver, wei, bytes, limit);
    return wallet.sign(request, wallet.nonce(rollup), Wallet.maxFee(rollup));
  }

  private static long estimate(
      RpcClient rollup, Address from, Optional<Address> to, UInt256 wei, Bytes data)
      throws RpcException {
    ObjectNode call = Json.object();
    call.put("from", from.toString()).put("value", wei.toQuantity()).put("data", data.toString());
    to.ifPresent(address -> call.put("to", address.toString()));
    return Quantities.number(rollup.call("eth_estimateGas", call).asString());
  }

  private int submit(Target target, RpcClient rollup, byte[] raw)
      throws RpcException, InterruptedException {
    long start = System.nanoTime();
    Hash hash = Hash.fromHex(rollup.call("eth_sendRawTransaction", Hex.encode(raw)).asString());
    out().println(hash);
    Duration ordered = Duration.ofNanos(System.nanoTime() - start);
    step("ordered", ordered);
    return follow(target, rollup, hash, ordered);
  }

  private int follow(Target target, RpcClient rollup, Hash hash, Duration before)
      throws InterruptedException {
    End end =
        new TransactionWatch(rollup)
            .follow(
                hash,
                Duration.ofSeconds(target.patienceSeconds),
                s -> step(s.stage().name().toLowerCase(Locale.ROOT), before.plus(s.after())));
    List<String> last = new ArrayList<>();
    int code =
        switch (end) {
          case End.Finalized(long number, boolean succeeded) -> {
            last.add("in block %d, %s".formatted(number, succeeded ? "succeeded" : "reverted"));
            yield 0;
          }
          case End.Skipped(String reason) -> {
            last.add("skipped: " + reason);
            yield Metro.FAILED;
          }
          case End.TimedOut(var reached) -> {
            last.add(
                "not final within %d s, %s"
                    .formatted(
                        target.patienceSeconds,
                        reached.map(s -> "last seen as " + s).orElse("never seen")));
            yield Metro.FAILED;
          }
        };
    last.forEach(out()::println);
    out().flush();
    return code;
  }

  private void step(String name, Duration after) {
    out().printf("  %-10s %,8d ms%n", name, after.toMillis());
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static URI url(String option, String text) throws ConfigException {
    try {
      return Addresses.http(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option + " " + text + ": " + e.getMessage());
    }
  }

  private static Address parse(String option, String text) throws ConfigException {
    try {
      return CommitteeFile.address(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option + " " + text + ": " + e.getMessage());
    }
  }

  private static UInt256 wei(String text) throws ConfigException {
    try {
      return UInt256.parse(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigException("--value " + text + ": is a number of wei, decimal or 0x…");
    }
  }
}
