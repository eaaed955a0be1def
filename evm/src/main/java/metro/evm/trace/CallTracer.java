package metro.evm.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.ethereum.UInt256;
import metro.evm.state.Log;

/** geth's {@code callTracer}: the tree of calls. */
public final class CallTracer implements Tracer {
  private static final String REVERTED = "execution reverted";
  private static final byte[] ERROR_SELECTOR = Hex.decode("0x08c379a0");

  private final Deque<Call> open = new ArrayDeque<>();
  private final boolean onlyTopCall;
  private final boolean withLog;
  private int skipped;
  private Map<String, Object> root = Map.of();

  /**
   * A tracer.
   *
   * @param onlyTopCall leaves inner calls out
   * @param withLog adds the events of calls that succeeded
   */
  public CallTracer(boolean onlyTopCall, boolean withLog) {
    this.onlyTopCall = onlyTopCall;
    this.withLog = withLog;
  }

  private static final class Call {
    final Map<String, Object> fields = new LinkedHashMap<>();
    final List<Map<String, Object>> calls = new ArrayList<>();
    final List<Map<String, Object>> logs = new ArrayList<>();
    final CallKind kind;
    final long gas;

    Call(CallKind kind, long gas) {
      this.kind = kind;
      this.gas = gas;
    }
  }

  @Override
  public void enter(
      CallKind kind,
      Address from,
      Address to,
      UInt256 value,
      byte[] input,
      long gas,
      long callerGasLeft) {
    if (onlyTopCall && !open.isEmpty()) {
      skipped++;
      return;
    }
    Call call = new Call(kind, gas);
    call.fields.put("from", from.toString());
    call.fields.put("gas", Json.quantity(gas));
    call.fields.put("gasUsed", "0x0");
    call.fields.put("to", to.toString());
    call.fields.put("input", Json.bytes(input));
    if (kind != CallKind.STATICCALL) {
      call.fields.put("value", Json.quantity(value));
    }
    call.fields.put("type", kind.name());
    open.push(call);
  }

  @Override
  public void exit(byte[] output, long gasLeft, String error) {
    if (skipped > 0) {
      skipped--;
      return;
    }
    Call call = open.pop();
    call.fields.put("gasUsed", Json.quantity(call.gas - gasLeft));
    putEnd(call, output, error);
    if (!call.calls.isEmpty()) {
      call.fields.put("calls", call.calls);
    }
    if (error.isEmpty() && !call.logs.isEmpty()) {
      call.fields.put("logs", call.logs);
    }
    Call caller = open.peek();
    if (caller == null) {
      root = call.fields;
    } else {
      caller.calls.add(call.fields);
    }
  }

  private static void putEnd(Call call, byte[] output, String error) {
    if (!error.isEmpty()) {
      call.fields.put("error", error);
      if (call.kind.isCreate()) {
        call.fields.remove("to");
      }
    }
    boolean hasOutput = error.isEmpty() || error.equals(REVERTED);
    if (hasOutput && output.length > 0) {
      call.fields.put("output", Json.bytes(output));
    }
    if (error.equals(REVERTED)) {
      revertReason(output).ifPresent(reason -> call.fields.put("revertReason", reason));
    }
  }

  /** The text of Solidity's {@code Error(string)}. */
  public static Optional<String> revertReason(byte[] output) {
    int head = ERROR_SELECTOR.length + 64;
    boolean isError =
        output.length >= head
            && Arrays.equals(output, 0, ERROR_SELECTOR.length, ERROR_SELECTOR, 0, 4);
    if (!isError) {
      return Optional.empty();
    }
    UInt256 length = UInt256.fromBytes(output, 36, 32);
    return length.toLongSaturated() > output.length - head
        ? Optional.empty()
        : Optional.of(
            new String(output, head, (int) length.toLongSaturated(), StandardCharsets.UTF_8));
  }

  @Override
  public void log(Log log) {
    if (withLog && skipped == 0 && !open.isEmpty()) {
      Call call = open.element();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("address", log.address().toString());
      fields.put("topics", log.topics().stream().map(Hash::toString).toList());
      fields.put("data", Json.bytes(log.data()));
      fields.put("position", Json.quantity(call.calls.size()));
      call.logs.add(fields);
    }
  }

  @Override
  public void selfDestruct(Address contract, Address beneficiary, UInt256 balance) {
    if (!onlyTopCall && !open.isEmpty()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("from", contract.toString());
      fields.put("gas", "0x0");
      fields.put("gasUsed", "0x0");
      fields.put("to", beneficiary.toString());
      fields.put("input", "0x");
      fields.put("value", Json.quantity(balance));
      fields.put("type", CallKind.SELFDESTRUCT.name());
      open.element().calls.add(fields);
    }
  }

  /**
   * The tree, ready to be written as JSON.
   *
   * @param gasLimit the transaction's, which the outermost call shows
   * @param gasUsed the receipt's
   */
  public Map<String, Object> result(long gasLimit, long gasUsed) {
    Map<String, Object> out = new LinkedHashMap<>(root);
    out.put("gas", Json.quantity(gasLimit));
    out.put("gasUsed", Json.quantity(gasUsed));
    return out;
  }
}
