package metro.evm.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;

/** geth's default tracer: one entry per instruction. */
public final class StructLogTracer implements Tracer {
  private static final int SLOAD = 0x54;
  private static final int SSTORE = 0x55;
  private static final int WORD = 32;

  /**
   * What to record.
   *
   * @param maxSteps steps that are kept; later ones are counted but not recorded
   */
  public record Options(boolean stack, boolean memory, boolean storage, int maxSteps) {
    /** geth's defaults with a bound. */
    public static final Options DEFAULT = new Options(true, false, true, 1_000_000);
  }

  private final Options options;
  private final IntFunction<String> opcodeName;
  private final BiFunction<Address, UInt256, UInt256> storage;
  private final List<Map<String, Object>> steps = new ArrayList<>();
  private final List<Step> open = new ArrayList<>();
  private final Map<Address, TreeMap<String, String>> seenSlots = new HashMap<>();

  /** The last step of a frame; its cost is known when the next thing happens. */
  private static final class Step {
    final Map<String, Object> fields;
    final long gas;
    boolean closed;

    Step(Map<String, Object> fields, long gas) {
      this.fields = fields;
      this.gas = gas;
    }

    /** A call's cost is set when its frame begins; what comes back later is not its cost. */
    void close(long gasLeft) {
      if (!closed) {
        fields.put("gasCost", Math.max(0, gas - gasLeft));
        closed = true;
      }
    }
  }

  /**
   * A tracer.
   *
   * @param opcodeName mnemonics, {@code Opcode::name}
   * @param storage the present value of a slot, {@code world::storage}
   */
  public StructLogTracer(
      Options options,
      IntFunction<String> opcodeName,
      BiFunction<Address, UInt256, UInt256> storage) {
    this.options = options;
    this.opcodeName = opcodeName;
    this.storage = storage;
  }

  @Override
  public void step(int pc, int op, FrameView frame) {
    closeStep(frame.depth(), frame.gasLeft());
    if (steps.size() >= options.maxSteps()) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pc", pc);
    fields.put("op", opcodeName.apply(op));
    fields.put("gas", frame.gasLeft());
    fields.put("gasCost", 0L);
    fields.put("depth", frame.depth() + 1);
    if (options.stack()) {
      fields.put("stack", stack(frame));
    }
    if (options.memory()) {
      fields.put("memory", memory(frame));
    }
    if (options.storage()) {
      addStorage(op, frame, fields);
    }
    steps.add(fields);
    open.set(frame.depth(), new Step(fields, frame.gasLeft()));
  }

  private static List<String> stack(FrameView frame) {
    List<String> words = new ArrayList<>(frame.stackSize());
    for (int i = frame.stackSize() - 1; i >= 0; i--) {
      words.add(Json.quantity(frame.peek(i)));
    }
    return words;
  }

  private static List<String> memory(FrameView frame) {
    List<String> words = new ArrayList<>(frame.memorySize() / WORD);
    for (int at = 0; at < frame.memorySize(); at += WORD) {
      words.add(Json.bytes(frame.memory(at, WORD)));
    }
    return words;
  }

  private void addStorage(int op, FrameView frame, Map<String, Object> fields) {
    boolean loads = op == SLOAD && frame.stackSize() >= 1;
    boolean stores = op == SSTORE && frame.stackSize() >= 2;
    if (loads || stores) {
      UInt256 slot = frame.peek(0);
      UInt256 value = stores ? frame.peek(1) : storage.apply(frame.address(), slot);
      TreeMap<String, String> seen =
          seenSlots.computeIfAbsent(frame.address(), a -> new TreeMap<>());
      seen.put(Json.word(slot), Json.word(value));
      fields.put("storage", new TreeMap<>(seen));
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
    closeStep(open.size() - 1, callerGasLeft);
    open.add(new Step(new LinkedHashMap<>(), 0));
  }

  @Override
  public void exit(byte[] output, long gasLeft, String error) {
    int depth = open.size() - 1;
    if (!error.isEmpty()) {
      open.get(depth).fields.put("error", error);
    }
    closeStep(depth, gasLeft);
    open.removeLast();
  }

  private void closeStep(int depth, long gasLeft) {
    if (depth >= 0) {
      open.get(depth).close(gasLeft);
    }
  }

  /** The trace, ready to be written as JSON. */
  public Map<String, Object> result(long gasUsed, boolean failed, Bytes output) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("gas", gasUsed);
    out.put("failed", failed);
    out.put("returnValue", Json.bytes(output));
    out.put("structLogs", steps);
    return out;
  }
}
