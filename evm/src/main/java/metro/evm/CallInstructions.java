package metro.evm;

import static metro.evm.Interpreter.ENTER;
import static metro.evm.Interpreter.NEXT;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.UInt256;
import metro.evm.state.WorldState;
import metro.evm.trace.CallKind;

/** CALL, CALLCODE, DELEGATECALL, STATICCALL, CREATE and CREATE2: prices and operands. */
final class CallInstructions {
  private final Fork fork;
  private final Calls calls;
  private final Interpreter interpreter;

  CallInstructions(Fork fork, Calls calls, Interpreter interpreter) {
    this.fork = fork;
    this.calls = calls;
    this.interpreter = interpreter;
  }

  int call(int op, Frame f, Session session) {
    CallKind kind = kind(op);
    boolean hasValue = kind == CallKind.CALL || kind == CallKind.CALLCODE;
    int rest = hasValue ? 3 : 2;
    Address target = f.addressAt(1);
    UInt256 value = hasValue ? f.number(2) : UInt256.ZERO;
    if (f.isStatic && kind == CallKind.CALL && !value.isZero()) {
      return f.fail(Halt.WRITE_PROTECTION);
    }
    long inOffset = f.word(rest);
    long inLength = f.word(rest + 1);
    long outOffset = f.word(rest + 2);
    long outLength = f.word(rest + 3);
    if (!f.expand(inOffset, inLength)
        || !f.expand(outOffset, outLength)
        || !f.charge(callCost(kind, target, value, session.world()))) {
      return NEXT;
    }
    Optional<Address> delegate = delegate(target, session.world());
    if (delegate.isPresent() && !f.charge(calls.accessCost(session.world(), delegate.get()))) {
      return NEXT;
    }
    long gas = Math.min(f.word(0), Gas.allButOne64th(f.gas));
    f.gas -= gas;
    gas += value.isZero() ? 0 : Gas.CALL_STIPEND;
    byte[] input = f.memory.read(inOffset, inLength);
    f.pop(rest + 4);
    return begin(f, session, kind, target, value, input, gas, outOffset, outLength);
  }

  private static CallKind kind(int op) {
    return switch (op) {
      case Opcode.CALL -> CallKind.CALL;
      case Opcode.CALLCODE -> CallKind.CALLCODE;
      case Opcode.DELEGATECALL -> CallKind.DELEGATECALL;
      case Opcode.STATICCALL -> CallKind.STATICCALL;
      case Opcode.CREATE -> CallKind.CREATE;
      default -> CallKind.CREATE2;
    };
  }

  private long callCost(CallKind kind, Address target, UInt256 value, WorldState world) {
    long cost = calls.accessCost(world, target);
    if (!value.isZero()) {
      cost += Gas.CALL_VALUE;
      cost += kind == CallKind.CALL && world.isDead(target) ? Gas.NEW_ACCOUNT : 0;
    }
    return cost;
  }

  private Optional<Address> delegate(Address target, WorldState world) {
    return calls.followsDelegations() ? world.code(target).delegate() : Optional.empty();
  }

  private int begin(
      Frame f,
      Session session,
      CallKind kind,
      Address target,
      UInt256 value,
      byte[] input,
      long gas,
      long outOffset,
      long outLength) {
    boolean ownStorage = kind == CallKind.CALLCODE || kind == CallKind.DELEGATECALL;
    Frame child = interpreter.frame(f.depth + 1);
    child.self = ownStorage ? f.self : target;
    child.caller = kind == CallKind.DELEGATECALL ? f.caller : f.self;
    child.value = kind == CallKind.DELEGATECALL ? f.value : value;
    child.isStatic = f.isStatic || kind == CallKind.STATICCALL;
    child.input = input;
    child.outOffset = outOffset;
    child.outLength = outLength;
    calls.beginCall(session, child, kind, target, gas, f.gas);
    return ENTER;
  }

  int create(int op, Frame f, Session session) {
    if (f.isStatic) {
      return f.fail(Halt.WRITE_PROTECTION);
    }
    CallKind kind = kind(op);
    UInt256 value = f.number(0);
    long offset = f.word(1);
    long length = f.word(2);
    if (length > fork.maxInitCodeSize()) {
      return f.fail(Halt.MAX_INIT_CODE_SIZE_EXCEEDED);
    }
    long perWord = Gas.INIT_CODE_WORD + (kind == CallKind.CREATE2 ? Gas.KECCAK_WORD : 0);
    if (!f.expand(offset, length) || !f.charge(perWord * Gas.words(length))) {
      return NEXT;
    }
    byte[] initCode = f.memory.read(offset, length);
    Address created =
        kind == CallKind.CREATE2
            ? Calls.create2Address(f.self, f.number(3).toBytes(), initCode)
            : Calls.createAddress(f.self, session.world().nonce(f.self));
    f.pop(kind == CallKind.CREATE2 ? 4 : 3);
    long gas = Gas.allButOne64th(f.gas);
    f.gas -= gas;
    Frame child = interpreter.frame(f.depth + 1);
    child.self = created;
    child.caller = f.self;
    child.value = value;
    child.isStatic = false;
    calls.beginCreate(session, child, kind, initCode, gas, f.gas);
    return ENTER;
  }
}
