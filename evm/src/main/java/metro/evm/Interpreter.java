package metro.evm;

import static metro.evm.Opcode.*;

import java.util.ArrayList;
import java.util.List;
import metro.evm.math.Division;
import metro.evm.math.Words;
import metro.evm.trace.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Runs frames, one loop for all of them: a call suspends its frame and the loop goes on with the
 * new one, so Java's stack does not grow with the depth of calls.
 *
 * <p>The loop keeps position, stack top and gas in local variables and does the cheap instructions
 * itself; the others are in {@link Instructions}. Bounds of the stack are two table look-ups; a
 * traced execution uses a table that lets every instruction fail them, so that an untraced one pays
 * nothing. The method stays below HotSpot's limit of 8000 bytes of bytecode for compilation.
 */
final class Interpreter {
  /** Go on with the next instruction. */
  static final int NEXT = 0;

  /** A frame one deeper was begun. */
  static final int ENTER = 1;

  /** The frame ended; see its status. */
  static final int ENDED = 2;

  private static final int NEVER = Integer.MAX_VALUE;

  private final int[] cost = new int[256];
  private final int[] minTop = new int[256];
  private final int[] maxTop = new int[256];
  private final int[] trapAlways = new int[256];
  private final List<Frame> frames = new ArrayList<>();
  private final Division division = new Division();
  private final long[] scratch = new long[Words.LIMBS];
  private final Fork fork;
  private final Instructions instructions;

  Interpreter(Fork fork, Calls calls) {
    this.fork = fork;
    this.instructions = new Instructions(fork, calls, this);
    java.util.Arrays.fill(trapAlways, NEVER);
    for (int op = 0; op < 256; op++) {
      boolean defined = fork.defines(op);
      cost[op] = defined ? fork.gas(op) : 0;
      minTop[op] = defined ? Words.LIMBS * Opcode.pops(op) : NEVER;
      maxTop[op] = Words.LIMBS * (Frame.MAX_STACK + Opcode.pops(op) - Opcode.pushes(op));
    }
  }

  /** The frame at a depth, to be begun. */
  Frame frame(int depth) {
    while (frames.size() <= depth) {
      frames.add(new Frame(frames.size()));
    }
    return frames.get(depth);
  }

  /** Runs the frame at depth 0, which was begun, to its end. */
  void run(Session session, Calls calls) {
    Frame frame = frame(0);
    while (true) {
      if (frame.status == Frame.Status.RUNNING && loop(frame, session) == ENTER) {
        frame = frames.get(frame.depth + 1);
        continue;
      }
      calls.end(session, frame);
      if (frame.depth == 0) {
        return;
      }
      Frame caller = frames.get(frame.depth - 1);
      calls.resume(caller, frame);
      frame = caller;
    }
  }

  private int loop(Frame f, Session session) {
    final byte[] code = f.code.padded();
    final long[] s = f.stack;
    final int[] costs = cost;
    final int[] max = maxTop;
    final int[] min = session.tracer() == null ? minTop : trapAlways;
    int pc = f.pc;
    int top = f.top;
    long gas = f.gas;
    while (true) {
      final int op = code[pc++] & 0xff;
      if (top < min[op] || top > max[op]) {
        f.save(pc, top, gas);
        Halt halt = trap(f, op, session.tracer());
        if (halt != null) {
          return f.fail(halt);
        }
      }
      gas -= costs[op];
      if (gas < 0) {
        return f.fail(Halt.OUT_OF_GAS);
      }
      switch (op) {
        case STOP -> {
          f.save(pc, top, gas);
          return f.stop();
        }
        case ADD -> {
          Words.add(s, top);
          top -= 4;
        }
        case MUL -> {
          Words.mul(s, top);
          top -= 4;
        }
        case SUB -> {
          Words.sub(s, top);
          top -= 4;
        }
        case DIV -> {
          division.div(s, top);
          top -= 4;
        }
        case SDIV -> {
          division.signedDiv(s, top);
          top -= 4;
        }
        case MOD -> {
          division.mod(s, top);
          top -= 4;
        }
        case SMOD -> {
          division.signedMod(s, top);
          top -= 4;
        }
        case ADDMOD -> {
          division.addMod(s, top);
          top -= 8;
        }
        case MULMOD -> {
          division.mulMod(s, top);
          top -= 8;
        }
        case EXP -> {
          gas -= Gas.EXP_BYTE * ((Words.bitLength(s, top - 8) + 7) >> 3);
          if (gas < 0) {
            return f.fail(Halt.OUT_OF_GAS);
          }
          Words.exp(s, top, scratch);
          top -= 4;
        }
        case SIGNEXTEND -> {
          Words.signExtend(s, top);
          top -= 4;
        }
        case LT -> {
          top -= 4;
          setBoolean(s, top - 4, Words.isLess(s, top, top - 4));
        }
        case GT -> {
          top -= 4;
          setBoolean(s, top - 4, Words.isLess(s, top - 4, top));
        }
        case SLT -> {
          top -= 4;
          setBoolean(s, top - 4, Words.isSignedLess(s, top, top - 4));
        }
        case SGT -> {
          top -= 4;
          setBoolean(s, top - 4, Words.isSignedLess(s, top - 4, top));
        }
        case EQ -> {
          top -= 4;
          setBoolean(s, top - 4, Words.isEqual(s, top, top - 4));
        }
        case ISZERO -> setBoolean(s, top - 4, Words.isZero(s, top - 4));
        case AND -> {
          top -= 4;
          and(s, top);
        }
        case OR -> {
          top -= 4;
          or(s, top);
        }
        case XOR -> {
          top -= 4;
          xor(s, top);
        }
        case NOT -> not(s, top - 4);
        case BYTE -> {
          Words.byteAt(s, top);
          top -= 4;
        }
        case SHL -> {
          Words.shl(s, top);
          top -= 4;
        }
        case SHR -> {
          Words.shr(s, top);
          top -= 4;
        }
        case SAR -> {
          Words.sar(s, top);
          top -= 4;
        }
        case CLZ -> Words.set(s, top - 4, 256 - Words.bitLength(s, top - 4), 0, 0, 0);
        case POP -> top -= 4;
        case MLOAD -> {
          gas = f.memory.load(s, top, gas);
          if (gas < 0) {
            return f.fail(Halt.OUT_OF_GAS);
          }
        }
        case MSTORE -> {
          gas = f.memory.store(s, top, gas);
          if (gas < 0) {
            return f.fail(Halt.OUT_OF_GAS);
          }
          top -= 8;
        }
        case MSTORE8 -> {
          gas = f.memory.storeByte(s, top, gas);
          if (gas < 0) {
            return f.fail(Halt.OUT_OF_GAS);
          }
          top -= 8;
        }
        case JUMP -> {
          top -= 4;
          pc = destination(f, s, top);
          if (pc < 0) {
            return f.fail(Halt.INVALID_JUMP);
          }
        }
        case JUMPI -> {
          top -= 8;
          if (!Words.isZero(s, top)) {
            pc = destination(f, s, top + 4);
            if (pc < 0) {
              return f.fail(Halt.INVALID_JUMP);
            }
          }
        }
        case PC -> {
          Words.set(s, top, pc - 1, 0, 0, 0);
          top += 4;
        }
        case GAS -> {
          Words.set(s, top, gas, 0, 0, 0);
          top += 4;
        }
        case JUMPDEST -> {}
        case PUSH0 -> {
          Words.set(s, top, 0, 0, 0, 0);
          top += 4;
        }
        case PUSH1 -> {
          Words.set(s, top, code[pc++] & 0xff, 0, 0, 0);
          top += 4;
        }
        case PUSH2 -> {
          Words.set(s, top, (code[pc] & 0xff) << 8 | (code[pc + 1] & 0xff), 0, 0, 0);
          pc += 2;
          top += 4;
        }
        case 0x62,
            0x63,
            0x64,
            0x65,
            0x66,
            0x67,
            0x68,
            0x69,
            0x6a,
            0x6b,
            0x6c,
            0x6d,
            0x6e,
            0x6f,
            0x70,
            0x71,
            0x72,
            0x73,
            0x74,
            0x75,
            0x76,
            0x77,
            0x78,
            0x79,
            0x7a,
            0x7b,
            0x7c,
            0x7d,
            0x7e -> {
          int length = op - PUSH1 + 1;
          Words.loadShort(code, pc, length, s, top);
          pc += length;
          top += 4;
        }
        case PUSH32 -> {
          Words.load(code, pc, s, top);
          pc += 32;
          top += 4;
        }
        case 0x80,
            0x81,
            0x82,
            0x83,
            0x84,
            0x85,
            0x86,
            0x87,
            0x88,
            0x89,
            0x8a,
            0x8b,
            0x8c,
            0x8d,
            0x8e,
            0x8f -> {
          copy(s, top - 4 * (op - DUP1 + 1), top);
          top += 4;
        }
        case 0x90,
            0x91,
            0x92,
            0x93,
            0x94,
            0x95,
            0x96,
            0x97,
            0x98,
            0x99,
            0x9a,
            0x9b,
            0x9c,
            0x9d,
            0x9e,
            0x9f ->
            swap(s, top - 4 * (op - SWAP1 + 2), top - 4);
        default -> {
          f.save(pc, top, gas);
          int signal = instructions.run(op, f, session);
          if (signal != NEXT) {
            return signal;
          }
          if (f.gas < 0) {
            return f.fail(Halt.OUT_OF_GAS);
          }
          top = f.top;
          gas = f.gas;
        }
      }
    }
  }

  /** Called when the stack does not fit the instruction, or always when traced. */
  private @Nullable Halt trap(Frame f, int op, @Nullable Tracer tracer) {
    if (tracer != null) {
      tracer.step(f.pc - 1, op, f);
    }
    if (!fork.defines(op)) {
      return Halt.INVALID_OPCODE;
    }
    if (f.top < minTop[op]) {
      return Halt.STACK_UNDERFLOW;
    }
    return f.top > maxTop[op] ? Halt.STACK_OVERFLOW : null;
  }

  /** The position the word at {@code at} names, or -1 when it is no jump destination. */
  private static int destination(Frame f, long[] s, int at) {
    if (!Words.isBelow(s, at, f.code.size())) {
      return -1;
    }
    int target = (int) s[at];
    return (f.code.jumpDestinations()[target >> 6] >>> target & 1) == 0 ? -1 : target;
  }

  private static void setBoolean(long[] s, int at, boolean value) {
    Words.set(s, at, value ? 1 : 0, 0, 0, 0);
  }

  private static void and(long[] s, int top) {
    s[top - 4] &= s[top];
    s[top - 3] &= s[top + 1];
    s[top - 2] &= s[top + 2];
    s[top - 1] &= s[top + 3];
  }

  private static void or(long[] s, int top) {
    s[top - 4] |= s[top];
    s[top - 3] |= s[top + 1];
    s[top - 2] |= s[top + 2];
    s[top - 1] |= s[top + 3];
  }

  private static void xor(long[] s, int top) {
    s[top - 4] ^= s[top];
    s[top - 3] ^= s[top + 1];
    s[top - 2] ^= s[top + 2];
    s[top - 1] ^= s[top + 3];
  }

  private static void not(long[] s, int at) {
    Words.set(s, at, ~s[at], ~s[at + 1], ~s[at + 2], ~s[at + 3]);
  }

  private static void copy(long[] s, int from, int to) {
    Words.set(s, to, s[from], s[from + 1], s[from + 2], s[from + 3]);
  }

  private static void swap(long[] s, int a, int b) {
    long a0 = s[a];
    long a1 = s[a + 1];
    long a2 = s[a + 2];
    long a3 = s[a + 3];
    copy(s, b, a);
    Words.set(s, b, a0, a1, a2, a3);
  }
}
