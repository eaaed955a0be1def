package metro.evm;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Keccak;
import metro.ethereum.RlpWriter;
import metro.evm.precompile.Precompile;
import metro.evm.state.Code;
import metro.evm.state.WorldState;
import metro.evm.trace.CallKind;
import metro.evm.trace.Tracer;

/** How frames begin, end and hand their result to the caller. Holds nothing but the fork. */
final class Calls {
  /** Frames above the first one. */
  static final int MAX_DEPTH = 1024;

  private static final byte INVALID_FIRST_BYTE = (byte) 0xef;

  private final Fork fork;

  Calls(Fork fork) {
    this.fork = fork;
  }

  boolean followsDelegations() {
    return fork.has(Feature.SET_CODE);
  }

  /** EIP-2929: makes an account warm; whether it was. Precompiled contracts always are. */
  boolean isWarm(WorldState world, Address address) {
    return fork.isPrecompile(address) || world.warm(address);
  }

  /** EIP-2929: the cost of touching an account. */
  long accessCost(WorldState world, Address address) {
    return isWarm(world, address) ? Gas.WARM_ACCESS : Gas.COLD_ACCOUNT;
  }

  /**
   * Begins a call: moves the value and runs what needs no loop (precompiled contracts, accounts
   * without code). The caller has set the child's addresses, value, input and output range.
   */
  void beginCall(
      Session session, Frame child, CallKind kind, Address target, long gas, long callerGasLeft) {
    WorldState world = session.world();
    child.checkpoint = world.checkpoint();
    child.begin(kind, codeAt(target, world), gas);
    traceEnter(session, child, target, child.input, callerGasLeft);
    boolean paysValue = kind == CallKind.CALL || kind == CallKind.CALLCODE;
    if (child.depth > MAX_DEPTH) {
      child.refuse(Halt.MAX_CALL_DEPTH_EXCEEDED);
    } else if (paysValue && world.balance(child.caller).compareTo(child.value) < 0) {
      child.refuse(Halt.INSUFFICIENT_BALANCE);
    } else {
      if (kind == CallKind.CALL) {
        transfer(world, child);
      }
      runWithoutLoop(child, target);
    }
  }

  private Code codeAt(Address target, WorldState world) {
    Code code = world.code(target);
    Optional<Address> delegate = followsDelegations() ? code.delegate() : Optional.empty();
    return delegate.isPresent() ? world.code(delegate.get()) : code;
  }

  private static void transfer(WorldState world, Frame child) {
    world.subtractBalance(child.caller, child.value);
    world.addBalance(child.self, child.value);
  }

  private void runWithoutLoop(Frame child, Address target) {
    Optional<Precompile> precompile = fork.precompile(target);
    if (precompile.isPresent()) {
      run(precompile.get(), child);
    } else if (child.code.size() == 0) {
      child.stop();
    }
  }

  private static void run(Precompile precompile, Frame child) {
    if (!child.charge(precompile.gas(child.input))) {
      child.fail(Halt.OUT_OF_GAS);
      return;
    }
    precompile
        .run(child.input)
        .ifPresentOrElse(
            output -> child.end(Frame.Status.RETURNED, output),
            () -> child.fail(Halt.PRECOMPILE_FAILURE));
  }

  /** Begins a creation; the caller has set the child's addresses and value. */
  void beginCreate(
      Session session, Frame child, CallKind kind, byte[] initCode, long gas, long callerGasLeft) {
    WorldState world = session.world();
    child.input = Frame.NO_BYTES;
    child.checkpoint = world.checkpoint();
    child.begin(kind, Code.unhashed(initCode), gas);
    traceEnter(session, child, child.self, initCode, callerGasLeft);
    if (child.depth > MAX_DEPTH) {
      child.refuse(Halt.MAX_CALL_DEPTH_EXCEEDED);
    } else if (world.balance(child.caller).compareTo(child.value) < 0) {
      child.refuse(Halt.INSUFFICIENT_BALANCE);
    } else if (world.nonce(child.caller) == -1) {
      child.refuse(Halt.NONCE_UINT64_OVERFLOW);
    } else {
      create(world, child);
    }
  }

  private static void create(WorldState world, Frame child) {
    // The creator's nonce and the warm address stay when the creation fails.
    world.setNonce(child.caller, world.nonce(child.caller) + 1);
    world.warm(child.self);
    child.checkpoint = world.checkpoint();
    if (isTaken(world, child.self)) {
      child.fail(Halt.CONTRACT_ADDRESS_COLLISION);
      return;
    }
    world.createContract(child.self);
    transfer(world, child);
    if (child.code.size() == 0) {
      child.stop();
    }
  }

  /** EIP-684 and EIP-7610. */
  private static boolean isTaken(WorldState world, Address address) {
    return world.nonce(address) != 0
        || !world.codeHash(address).equals(metro.evm.state.Account.EMPTY_CODE_HASH)
        || world.hasStorage(address);
  }

  /** Keeps or takes back what an ended frame did. */
  void end(Session session, Frame frame) {
    WorldState world = session.world();
    if (frame.kind.isCreate() && frame.status == Frame.Status.RETURNED) {
      storeCode(world, frame);
    }
    if (frame.status != Frame.Status.RETURNED) {
      world.revertTo(frame.checkpoint);
    }
    Tracer tracer = session.tracer();
    if (tracer != null) {
      tracer.exit(frame.output, frame.gas, frame.error());
    }
  }

  private void storeCode(WorldState world, Frame frame) {
    byte[] code = frame.output;
    if (code.length > fork.maxCodeSize()) {
      frame.fail(Halt.MAX_CODE_SIZE_EXCEEDED);
    } else if (code.length > 0 && code[0] == INVALID_FIRST_BYTE) {
      frame.fail(Halt.INVALID_CODE);
    } else if (!frame.charge(Gas.CODE_BYTE * code.length)) {
      frame.fail(Halt.CODE_STORE_OUT_OF_GAS);
    } else {
      world.setCode(frame.self, Code.of(code));
    }
  }

  /** Gives an ended frame's result to its caller. */
  void resume(Frame caller, Frame child) {
    boolean returned = child.status == Frame.Status.RETURNED;
    caller.gas += child.gas;
    if (child.kind.isCreate()) {
      caller.returnData = returned ? Frame.NO_BYTES : child.output;
      if (returned) {
        caller.push(child.self);
      } else {
        caller.push(0);
      }
    } else {
      caller.returnData = child.output;
      long length = Math.min(child.outLength, child.output.length);
      caller.memory.write(child.outOffset, child.output, child.output.length, 0, length);
      caller.push(returned ? 1 : 0);
    }
  }

  private static void traceEnter(
      Session session, Frame child, Address to, byte[] input, long callerGasLeft) {
    Tracer tracer = session.tracer();
    if (tracer != null) {
      Address from = child.kind == CallKind.DELEGATECALL ? child.self : child.caller;
      tracer.enter(child.kind, from, to, child.value, input, child.gas, callerGasLeft);
    }
  }

  /** The address of a contract created by {@code creator} with this nonce. */
  static Address createAddress(Address creator, long nonce) {
    byte[] hash = Keccak.keccak256(RlpWriter.encodeList(w -> w.address(creator).uint64(nonce)));
    return Address.of(hash, 12, Address.SIZE);
  }

  /** The address of a contract created with a salt (EIP-1014). */
  static Address create2Address(Address creator, byte[] salt, byte[] initCode) {
    byte[] hash =
        Keccak.keccak256(
            new byte[] {(byte) 0xff}, creator.bytes(), salt, Keccak.keccak256(initCode));
    return Address.of(hash, 12, Address.SIZE);
  }
}
