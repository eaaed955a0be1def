package metro.evm;

import static metro.evm.TestChain.ALICE;
import static metro.evm.TestChain.BLOCK;
import static metro.evm.TestChain.CONTRACT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;
import metro.evm.state.WorldState;
import metro.evm.trace.CallTracer;
import metro.evm.trace.PrestateTracer;
import metro.evm.trace.StructLogTracer;
import metro.evm.trace.Tracer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TracersTest {
  private static final String INNER_HEX = "dd".repeat(20);
  private static final Address INNER = Address.fromHex("0x" + INNER_HEX);

  /** Calls INNER with 1000 gas, then stores 7 in slot 1. */
  private static final String OUTER_CODE =
      "0x60006000600060006000" + "73" + INNER_HEX + "6103e8f150600760015500";

  private static WorldState world(String innerCode) {
    WorldState world = TestChain.worldWith(OUTER_CODE);
    TestChain.deploy(world, INNER, innerCode);
    return world;
  }

  private static TransactionResult.Included run(WorldState world, Tracer tracer) {
    return (TransactionResult.Included)
        new TransactionProcessor(Fork.OSAKA)
            .process(
                world,
                BLOCK,
                BLOCK.gasLimit(),
                TestChain.transaction(0, Optional.of(CONTRACT), UInt256.ZERO, "", 100_000),
                ALICE,
                Optional.of(tracer));
  }

  private static JsonNode json(Map<String, Object> result) {
    return JsonMapper.builder().build().valueToTree(result);
  }

  @Test
  void the_call_tracer_gives_the_tree_of_calls() {
    CallTracer tracer = new CallTracer(false, true);
    // mstore(0, 42) revert(0, 32)
    TransactionResult.Included result = run(world("0x602a60005260206000fd"), tracer);
    JsonNode root = json(tracer.result(100_000, result.gasUsed()));
    assertThat(root.path("type").asString()).isEqualTo("CALL");
    assertThat(root.path("from").asString()).isEqualTo(ALICE.toString());
    assertThat(root.path("to").asString()).isEqualTo(CONTRACT.toString());
    assertThat(root.path("gas").asString()).isEqualTo("0x186a0");
    assertThat(root.path("gasUsed").asString())
        .isEqualTo("0x" + Long.toHexString(result.gasUsed()));
    assertThat(root.has("error")).isFalse();
    assertThat(root.path("calls").size()).isEqualTo(1);
    JsonNode inner = root.path("calls").path(0);
    assertThat(inner.path("to").asString()).isEqualTo(INNER.toString());
    assertThat(inner.path("gas").asString()).isEqualTo("0x3e8");
    assertThat(inner.path("error").asString()).isEqualTo("execution reverted");
    assertThat(inner.path("output").asString()).isEqualTo("0x" + "00".repeat(31) + "2a");
  }

  @Test
  void the_struct_log_tracer_gives_every_instruction_with_its_cost() {
    WorldState world = world("0x00");
    StructLogTracer tracer =
        new StructLogTracer(StructLogTracer.Options.DEFAULT, Opcode::name, world::storage);
    TransactionResult.Included result = run(world, tracer);
    JsonNode steps = json(tracer.result(result.gasUsed(), false, Bytes.EMPTY)).path("structLogs");
    JsonNode call = step(steps, "CALL");
    assertThat(call.path("gasCost").asLong()).isEqualTo(2600L + 1000L);
    assertThat(call.path("depth").asInt()).isEqualTo(1);
    JsonNode store = step(steps, "SSTORE");
    assertThat(store.path("gasCost").asLong()).isEqualTo(22_100L);
    assertThat(store.path("stack").toString()).isEqualTo("[\"0x7\",\"0x1\"]");
    assertThat(store.path("storage").path("0x" + "0".repeat(63) + "1").asString())
        .isEqualTo("0x" + "0".repeat(63) + "7");
    long costs = 0;
    for (JsonNode step : steps) {
      costs += step.path("depth").asInt() == 1 ? step.path("gasCost").asLong() : 0;
    }
    // The inner call gave back its 1000 gas.
    assertThat(costs - 1000 + 21_000).isEqualTo(result.gasUsed());
  }

  private static JsonNode step(JsonNode steps, String op) {
    for (JsonNode step : steps) {
      if (step.path("op").asString().equals(op)) {
        return step;
      }
    }
    throw new AssertionError("no step " + op);
  }

  @Test
  void the_prestate_tracer_gives_what_was_read_and_what_changed() {
    PrestateTracer tracer = new PrestateTracer(world("0x00"));
    run(tracer.world(), new Tracer() {});
    assertThat(tracer.prestate())
        .containsOnlyKeys(
            ALICE.toString(),
            CONTRACT.toString(),
            INNER.toString(),
            TestChain.FEE_RECIPIENT.toString());
    JsonNode contract = json(tracer.prestate()).path(CONTRACT.toString());
    assertThat(contract.path("nonce").asLong()).isEqualTo(1);
    String slot = "0x" + "0".repeat(63) + "1";
    assertThat(contract.path("storage").path(slot).asString()).isEqualTo("0x" + "0".repeat(64));
    JsonNode after = json(tracer.diff()).path("post").path(CONTRACT.toString());
    assertThat(after.toString())
        .isEqualTo("{\"storage\":{\"%s\":\"0x%s7\"}}".formatted(slot, "0".repeat(63)));
  }

  /** Writes memory, logs, creates, calls statically and by delegation, and fails in the end. */
  private static final String BUSY =
      "0x"
          + "602a5f52"
          + "60015f5fa1"
          + "5f5f5ff0"
          + "5f5f5f5f73"
          + INNER_HEX
          + "5afa"
          + "5f5f5f5f73"
          + INNER_HEX
          + "5af4"
          + "5460015500";

  private static WorldState busyWorld() {
    WorldState world = TestChain.worldWith(BUSY);
    // revert with Solidity's Error("no")
    String reason = "08c379a0" + "00".repeat(31) + "20" + "00".repeat(31) + "02" + "6e6f";
    TestChain.deploy(
        world,
        INNER,
        "0x7f"
            + reason.substring(0, 64)
            + "5f52"
            + "7f"
            + reason.substring(64, 128)
            + "602052"
            + "7f"
            + (reason.substring(128) + "00".repeat(32)).substring(0, 64)
            + "604052"
            + "60645ffd");
    return world;
  }

  /**
   * Names and forms of geth's documentation ("Built-in tracers", callTracer): quantities and bytes
   * in hexadecimal, absent when there is nothing to say.
   */
  @Test
  void the_call_tracer_has_geths_shape() {
    CallTracer tracer = new CallTracer(false, true);
    TransactionResult.Included result = run(busyWorld(), tracer);
    JsonNode root = json(tracer.result(100_000, result.gasUsed()));
    assertThat(names(root))
        .containsExactlyInAnyOrder(
            "type", "from", "to", "value", "gas", "gasUsed", "input", "calls", "logs");
    JsonNode log = root.path("logs").path(0);
    assertThat(names(log)).containsExactlyInAnyOrder("address", "topics", "data", "position");
    assertThat(log.path("position").asString()).isEqualTo("0x0");
    assertThat(root.path("calls").valueStream().map(c -> c.path("type").asString()))
        .containsExactly("CREATE", "STATICCALL", "DELEGATECALL");
    JsonNode failed = root.path("calls").path(1);
    assertThat(names(failed))
        .containsExactlyInAnyOrder(
            "type", "from", "to", "gas", "gasUsed", "input", "output", "error", "revertReason");
    assertThat(failed.path("revertReason").asString()).isEqualTo("no");
    for (JsonNode call : root.path("calls")) {
      for (String quantity : List.of("gas", "gasUsed")) {
        assertThat(call.path(quantity).asString()).matches("0x(0|[1-9a-f][0-9a-f]*)");
      }
    }
  }

  /** As the client-wide specification has them, and geth since it follows that. */
  @Test
  void the_struct_log_tracer_has_geths_shape() {
    WorldState world = busyWorld();
    StructLogTracer.Options all = new StructLogTracer.Options(true, true, true, 1_000);
    StructLogTracer tracer = new StructLogTracer(all, Opcode::name, world::storage);
    TransactionResult.Included result = run(world, tracer);
    JsonNode trace = json(tracer.result(result.gasUsed(), false, Bytes.EMPTY));
    assertThat(names(trace))
        .containsExactlyInAnyOrder("gas", "failed", "returnValue", "structLogs");
    assertThat(trace.path("gas").isNumber()).isTrue();
    assertThat(trace.path("failed").isBoolean()).isTrue();
    assertThat(trace.path("returnValue").asString()).isEqualTo("0x");
    Set<String> always = Set.of("pc", "op", "gas", "gasCost", "depth", "stack", "memory");
    for (JsonNode step : trace.path("structLogs")) {
      assertThat(names(step)).containsAll(always);
      assertThat(names(step).stream().filter(n -> !always.contains(n)))
          .isSubsetOf("storage", "error");
      assertThat(List.of("pc", "gas", "gasCost", "depth")).allMatch(n -> step.path(n).isNumber());
      assertThat(step.path("stack").valueStream().map(JsonNode::asString))
          .allMatch(w -> w.matches("0x(0|[1-9a-f][0-9a-f]*)"));
      assertThat(step.path("memory").valueStream().map(JsonNode::asString))
          .allMatch(w -> w.matches("0x[0-9a-f]{64}"));
    }
    JsonNode storage = step(trace.path("structLogs"), "SLOAD").path("storage");
    assertThat(names(storage)).allMatch(w -> w.matches("0x[0-9a-f]{64}"));
    assertThat(storage.valueStream().map(JsonNode::asString))
        .allMatch(w -> w.matches("0x[0-9a-f]{64}"));
  }

  @Test
  void the_prestate_tracer_has_geths_shape() {
    PrestateTracer tracer = new PrestateTracer(busyWorld());
    run(tracer.world(), new Tracer() {});
    JsonNode before = json(tracer.prestate());
    for (JsonNode account : before) {
      assertThat(names(account)).isSubsetOf("balance", "nonce", "code", "storage");
      assertThat(account.path("balance").asString()).startsWith("0x");
      assertThat(!account.has("nonce") || account.path("nonce").isNumber()).isTrue();
    }
    JsonNode diff = json(tracer.diff());
    assertThat(names(diff)).containsExactlyInAnyOrder("pre", "post");
    for (String part : List.of("pre", "post")) {
      for (JsonNode account : diff.path(part)) {
        assertThat(names(account)).isSubsetOf("balance", "nonce", "code", "storage");
      }
    }
  }

  private static List<String> names(JsonNode object) {
    return List.copyOf(object.propertyNames());
  }

  @Test
  void tracing_does_not_change_the_outcome() {
    TransactionResult.Included plain = run(world("0x5b600056"), new Tracer() {});
    TransactionResult untraced =
        new TransactionProcessor(Fork.OSAKA)
            .process(
                world("0x5b600056"),
                BLOCK,
                BLOCK.gasLimit(),
                TestChain.transaction(0, Optional.of(CONTRACT), UInt256.ZERO, "", 100_000),
                ALICE);
    assertThat(plain).isEqualTo(untraced);
  }
}
