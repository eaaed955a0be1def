package metro.evm;

import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.math.Words;
import metro.evm.state.Code;
import metro.evm.trace.CallKind;
import metro.evm.trace.FrameView;
import org.jspecify.annotations.Nullable;

/** One message call or creation while it runs. Mutable; used again for later calls at its depth. */
final class Frame implements FrameView {
  /** Words on a stack. */
  static final int MAX_STACK = 1024;

  static final byte[] NO_BYTES = new byte[0];

  /** How a frame stands. */
  enum Status {
    RUNNING,
    RETURNED,
    REVERTED,
    FAILED
  }

  final int depth;
  final long[] stack = new long[Words.LIMBS * MAX_STACK];
  final Memory memory = new Memory();

  CallKind kind = CallKind.CALL;
  Code code = Code.EMPTY;
  Address self = Address.ZERO;
  Address caller = Address.ZERO;
  UInt256 value = UInt256.ZERO;
  byte[] input = NO_BYTES;
  boolean isStatic;
  int checkpoint;

  /** Where in the caller's memory the output goes. */
  long outOffset;

  long outLength;

  int pc;

  /** Index in {@link #stack} behind the top word. */
  int top;

  long gas;
  byte[] returnData = NO_BYTES;

  Status status = Status.RUNNING;
  byte[] output = NO_BYTES;
  @Nullable Halt halt;

  Frame(int depth) {
    this.depth = depth;
  }

  void begin(CallKind newKind, Code newCode, long newGas) {
    kind = newKind;
    code = newCode;
    gas = newGas;
    pc = 0;
    top = 0;
    returnData = NO_BYTES;
    output = NO_BYTES;
    status = Status.RUNNING;
    halt = null;
    memory.reset();
  }

  void save(int newPc, int newTop, long newGas) {
    pc = newPc;
    top = newTop;
    gas = newGas;
  }

  // Ends: each returns Interpreter.ENDED

  int stop() {
    return end(Status.RETURNED, NO_BYTES);
  }

  int end(Status how, byte[] with) {
    status = how;
    output = with;
    return Interpreter.ENDED;
  }

  int fail(Halt why) {
    halt = why;
    gas = 0;
    return end(Status.FAILED, NO_BYTES);
  }

  /** Ends at once, because the call itself is not possible; the caller gets the gas back. */
  void refuse(Halt why) {
    halt = why;
    end(Status.FAILED, NO_BYTES);
  }

  /** What went wrong in geth's words, nothing when nothing did. */
  String error() {
    if (status == Status.REVERTED) {
      return "execution reverted";
    }
    return halt == null ? "" : halt.text();
  }

  /** RETURN and REVERT. */
  int endWithMemory(Status how) {
    long offset = word(0);
    long length = word(1);
    if (!expand(offset, length)) {
      return fail(Halt.OUT_OF_GAS);
    }
    return end(how, memory.read(offset, length));
  }

  // Gas and stack, for instructions that are not worth a line in the loop

  /** Takes gas; false when there is not enough. */
  boolean charge(long amount) {
    gas -= amount;
    return gas >= 0;
  }

  boolean expand(long offset, long length) {
    gas = memory.expand(offset, length, gas);
    return gas >= 0;
  }

  /** The word {@code index} places below the top as an offset or length, saturated. */
  long word(int index) {
    return Words.saturated(stack, at(index));
  }

  UInt256 number(int index) {
    return Words.get(stack, at(index));
  }

  Address addressAt(int index) {
    return Words.address(stack, at(index));
  }

  int at(int index) {
    return top - Words.LIMBS * (index + 1);
  }

  void pop(int words) {
    top -= Words.LIMBS * words;
  }

  int push(UInt256 value) {
    Words.set(stack, top, value);
    top += Words.LIMBS;
    return Interpreter.NEXT;
  }

  int push(long value) {
    Words.set(stack, top, value, 0, 0, 0);
    top += Words.LIMBS;
    return Interpreter.NEXT;
  }

  int push(Address value) {
    Words.set(stack, top, value);
    top += Words.LIMBS;
    return Interpreter.NEXT;
  }

  int push(Hash value) {
    Words.set(stack, top, value);
    top += Words.LIMBS;
    return Interpreter.NEXT;
  }

  /** Takes {@code words} off and pushes a result. */
  int replace(int words, UInt256 value) {
    pop(words);
    return push(value);
  }

  int replace(int words, long value) {
    pop(words);
    return push(value);
  }

  // FrameView

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public Address address() {
    return self;
  }

  @Override
  public long gasLeft() {
    return gas;
  }

  @Override
  public int stackSize() {
    return top / Words.LIMBS;
  }

  @Override
  public UInt256 peek(int index) {
    return number(index);
  }

  @Override
  public int memorySize() {
    return memory.size();
  }

  @Override
  public byte[] memory(long offset, int length) {
    return memory.view(offset, length);
  }

  @Override
  public byte[] returnData() {
    return returnData;
  }
}
