package metro.cli.client;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import metro.ethereum.Hash;
import tools.jackson.databind.JsonNode;

/**
 * Watches a transaction on a rollup node from pending to finalized, as anybody can from outside.
 */
public final class TransactionWatch {
  private static final Duration POLL = Duration.ofMillis(25);

  private final RpcClient rollup;

  /** A watch over the rollup node {@code rollup}. */
  public TransactionWatch(RpcClient rollup) {
    this.rollup = rollup;
  }

  /** The steps of a transaction's way, in their order. */
  public enum Stage {
    /** Executed in the open second. */
    PENDING,
    /** In a sealed block. */
    LATEST,
    /** Under a certificate. */
    SAFE,
    /** Proven on the DA layer. */
    FINALIZED
  }

  /**
   * A step that was reached.
   *
   * @param stage which
   * @param after since the watch began
   */
  public record Step(Stage stage, Duration after) {}

  /** How the way ended. */
  public sealed interface End {
    /**
     * It is final.
     *
     * @param blockNumber on the rollup
     * @param succeeded whether its execution did not revert
     */
    record Finalized(long blockNumber, boolean succeeded) implements End {}

    /**
     * The rollup skipped it.
     *
     * @param reason the node's words
     */
    record Skipped(String reason) implements End {}

    /**
     * Time is up.
     *
     * @param reached the last step, if any
     */
    record TimedOut(Optional<Stage> reached) implements End {}
  }

  /** Follows {@code transaction}, telling {@code steps} of each, for at most {@code patience}. */
  public End follow(Hash transaction, Duration patience, Consumer<Step> steps)
      throws InterruptedException {
    long start = System.nanoTime();
    Optional<Stage> reached = Optional.empty();
    while (true) {
      Duration after = Duration.ofNanos(System.nanoTime() - start);
      Optional<JsonNode> receipt = receipt(transaction);
      if (receipt.isPresent()) {
        Stage now = stage(number(receipt.get()));
        for (Stage stage : Stage.values()) {
          if (stage.compareTo(now) <= 0
              && (reached.isEmpty() || stage.compareTo(reached.get()) > 0)) {
            steps.accept(new Step(stage, after));
            reached = Optional.of(stage);
          }
        }
        if (now == Stage.FINALIZED) {
          return new End.Finalized(number(receipt.get()), succeeded(receipt.get()));
        }
      } else {
        Optional<String> skipped = skipped(transaction);
        if (skipped.isPresent()) {
          return new End.Skipped(skipped.get());
        }
      }
      if (after.compareTo(patience) > 0) {
        return new End.TimedOut(reached);
      }
      Thread.sleep(POLL);
    }
  }

  private Stage stage(long blockNumber) {
    for (Stage stage : new Stage[] {Stage.FINALIZED, Stage.SAFE, Stage.LATEST}) {
      if (head(stage).filter(n -> n >= blockNumber).isPresent()) {
        return stage;
      }
    }
    return Stage.PENDING;
  }

  private Optional<Long> head(Stage stage) {
    String tag = stage.name().toLowerCase(Locale.ROOT);
    return call("eth_getBlockByNumber", tag, false)
        .map(block -> Quantities.number(block.path("number").asString("0x0")));
  }

  private Optional<JsonNode> receipt(Hash transaction) {
    return call("eth_getTransactionReceipt", transaction.toString());
  }

  private Optional<String> skipped(Hash transaction) {
    return call("metro_getTransactionStatus", transaction.toString())
        .filter(status -> status.path("stage").asString("").equals("skipped"))
        .map(JsonNode::toString);
  }

  /** A node that is away for a moment is asked again at the next poll. */
  private Optional<JsonNode> call(String method, Object... parameters) {
    try {
      return Optional.of(rollup.call(method, parameters)).filter(JsonNode::isObject);
    } catch (RpcException e) {
      return Optional.empty();
    }
  }

  private static long number(JsonNode receipt) {
    return Quantities.number(receipt.path("blockNumber").asString("0x7fffffffffffffff"));
  }

  private static boolean succeeded(JsonNode receipt) {
    return receipt.path("status").asString("").equals("0x1");
  }
}
