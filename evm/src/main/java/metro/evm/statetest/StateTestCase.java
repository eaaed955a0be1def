package metro.evm.statetest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import metro.evm.BlockContext;
import metro.evm.Fork;
import metro.evm.TransactionProcessor;
import metro.evm.TransactionResult;
import metro.evm.state.Log;
import metro.evm.state.StateDiff;
import metro.evm.state.WorldState;
import tools.jackson.databind.JsonNode;

/** One transaction under one fork, and what must come out. */
final class StateTestCase {
  private final JsonNode test;
  private final Fork fork;
  private final JsonNode expected;

  StateTestCase(JsonNode test, Fork fork, JsonNode expected) {
    this.test = test;
    this.fork = fork;
    this.expected = expected;
  }

  /** What is wrong, if anything. */
  Optional<String> run() {
    TestState before = TestState.read(test.get("pre"));
    WorldState world = new WorldState(before);
    TestTransaction.Parsed parsed = TestTransaction.of(test.get("transaction"), expected);
    boolean mustFail = expected.has("expectException");
    List<Log> logs = List.of();
    switch (parsed) {
      case TestTransaction.Unusable unusable -> {
        if (!mustFail) {
          return Optional.of("the transaction is not usable: " + unusable.reason());
        }
      }
      case TestTransaction.Usable usable -> {
        TransactionResult result = process(world, usable);
        Optional<String> wrong = judge(result, mustFail);
        if (wrong.isPresent()) {
          return wrong;
        }
        logs = result instanceof TransactionResult.Included included ? included.logs() : logs;
      }
    }
    return compare("logs hash", expected.get("logs"), logsHash(logs))
        .or(() -> compare("state root", expected.get("hash"), root(before, world.takeDiff())));
  }

  private TransactionResult process(WorldState world, TestTransaction.Usable usable) {
    BlockContext block = block();
    return new TransactionProcessor(fork)
        .process(world, block, block.gasLimit(), usable.transaction(), usable.sender());
  }

  private Optional<String> judge(TransactionResult result, boolean mustFail) {
    return switch (result) {
      case TransactionResult.Invalid invalid when !mustFail ->
          Optional.of("the transaction was refused: " + invalid.reason());
      case TransactionResult.Included included when mustFail ->
          Optional.of(
              "the transaction was included, not refused with "
                  + expected.get("expectException").asString());
      default -> Optional.empty();
    };
  }

  private static Optional<String> compare(String what, JsonNode expected, Hash actual) {
    return actual.equals(Hash.fromHex(expected.asString()))
        ? Optional.empty()
        : Optional.of(what + " is " + actual + ", not " + expected.asString());
  }

  private static Hash root(TestState before, StateDiff diff) {
    return before.rootAfter(diff);
  }

  static Hash logsHash(List<Log> logs) {
    return Keccak.hash(
        RlpWriter.encodeList(w -> {
          for (Log log : logs) {
            w.list(l ->
                l.address(log.address())
                    .listOf(log.topics(), RlpWriter::hash)
                    .bytes(log.data().arrayForReading()));
          }
        }));
  }

  private BlockContext block() {
    JsonNode env = test.get("env");
    long excessBlobGas = number(env, "currentExcessBlobGas", "0x0").w0();
    return new BlockContext(
        number(test.path("config"), "chainid", "0x1"),
        number(env, "currentNumber", "0x1").w0(),
        number(env, "currentTimestamp", "0x0").w0(),
        number(env, "currentGasLimit", "0x0").toLongSaturated(),
        Address.fromHex(env.get("currentCoinbase").asString()),
        number(env, "currentBaseFee", "0x0"),
        Hash.of(number(env, "currentRandom", "0x0").toBytes()),
        fork.blobs().baseFee(excessBlobGas),
        StateTestCase::blockHash);
  }

  /** The tests' rule for hashes of earlier blocks: Keccak-256 of the decimal number. */
  private static Hash blockHash(long number) {
    return Keccak.hash(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  static UInt256 number(JsonNode object, String field, String otherwise) {
    return UInt256.parse(object.path(field).asString(otherwise));
  }
}
