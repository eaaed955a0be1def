package metro.evm;

import static metro.evm.Interpreter.NEXT;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Log;
import metro.evm.state.WorldState;
import metro.evm.trace.Tracer;

/** Instructions that read or change the state: storage, transient storage, logs, SELFDESTRUCT. */
final class StorageInstructions {
  private final boolean destroysOnlyNew;

  private final Calls calls;

  StorageInstructions(Fork fork, Calls calls) {
    this.calls = calls;
    this.destroysOnlyNew = fork.has(Feature.SELFDESTRUCT_ONLY_IF_NEW);
  }

  int load(Frame f, WorldState world) {
    UInt256 slot = f.number(0);
    if (f.charge(world.warm(f.self, slot) ? Gas.WARM_ACCESS : Gas.COLD_SLOT)) {
      f.replace(1, world.storage(f.self, slot));
    }
    return NEXT;
  }

  int store(Frame f, WorldState world) {
    if (f.isStatic) {
      return f.fail(Halt.WRITE_PROTECTION);
    }
    if (f.gas <= Gas.STORE_SENTRY) {
      return f.fail(Halt.OUT_OF_GAS);
    }
    UInt256 slot = f.number(0);
    UInt256 value = f.number(1);
    long access = world.warm(f.self, slot) ? 0 : Gas.COLD_SLOT;
    UInt256 current = world.storage(f.self, slot);
    UInt256 original = world.originalStorage(f.self, slot);
    if (f.charge(access + storeCost(original, current, value))) {
      if (!current.equals(value)) {
        refund(world, original, current, value);
        world.setStorage(f.self, slot, value);
      }
      f.pop(2);
    }
    return NEXT;
  }

  /** EIP-2200 with the prices of EIP-2929. */
  private static long storeCost(UInt256 original, UInt256 current, UInt256 value) {
    if (current.equals(value) || !current.equals(original)) {
      return Gas.WARM_ACCESS;
    }
    return original.isZero() ? Gas.STORE_SET : Gas.STORE_RESET;
  }

  /** EIP-2200 with the refunds of EIP-3529; value differs from current. */
  private static void refund(WorldState world, UInt256 original, UInt256 current, UInt256 value) {
    long refund = 0;
    if (!original.isZero()) {
      refund -= current.isZero() ? Gas.STORE_CLEAR_REFUND : 0;
      refund += value.isZero() ? Gas.STORE_CLEAR_REFUND : 0;
    }
    if (original.equals(value)) {
      refund += (original.isZero() ? Gas.STORE_SET : Gas.STORE_RESET) - Gas.WARM_ACCESS;
    }
    if (refund != 0) {
      world.addRefund(refund);
    }
  }

  int loadTransient(Frame f, WorldState world) {
    return f.replace(1, world.transientStorage(f.self, f.number(0)));
  }

  int storeTransient(Frame f, WorldState world) {
    if (f.isStatic) {
      return f.fail(Halt.WRITE_PROTECTION);
    }
    world.setTransientStorage(f.self, f.number(0), f.number(1));
    f.pop(2);
    return NEXT;
  }

  int log(int topicCount, Frame f, Session session) {
    if (f.isStatic) {
      return f.fail(Halt.WRITE_PROTECTION);
    }
    long offset = f.word(0);
    long length = f.word(1);
    if (!f.expand(offset, length) || !f.charge(Gas.LOG_BYTE * length)) {
      return NEXT;
    }
    List<Hash> topics = new ArrayList<>(topicCount);
    for (int i = 0; i < topicCount; i++) {
      topics.add(Hash.of(f.number(2 + i).toBytes()));
    }
    Log log = new Log(f.self, topics, Bytes.wrap(f.memory.read(offset, length)));
    f.pop(2 + topicCount);
    session.world().addLog(log);
    Tracer tracer = session.tracer();
    if (tracer != null) {
      tracer.log(log);
    }
    return NEXT;
  }

  /** EIP-6780 from Cancun on; EIP-3529: no refund. */
  int selfDestruct(Frame f, Session session) {
    if (f.isStatic) {
      return f.fail(Halt.WRITE_PROTECTION);
    }
    WorldState world = session.world();
    Address beneficiary = f.addressAt(0);
    UInt256 balance = world.balance(f.self);
    long access = calls.isWarm(world, beneficiary) ? 0 : Gas.COLD_ACCOUNT;
    boolean makesAccount = !balance.isZero() && world.isDead(beneficiary);
    if (!f.charge(access + (makesAccount ? Gas.NEW_ACCOUNT : 0))) {
      return f.fail(Halt.OUT_OF_GAS);
    }
    moveAll(world, f.self, beneficiary, balance);
    Tracer tracer = session.tracer();
    if (tracer != null) {
      tracer.selfDestruct(f.self, beneficiary, balance);
    }
    return f.stop();
  }

  private void moveAll(WorldState world, Address from, Address to, UInt256 balance) {
    world.subtractBalance(from, balance);
    world.addBalance(to, balance);
    if (!destroysOnlyNew || world.isCreatedInTransaction(from)) {
      // What the contract sent to itself is burnt with it.
      world.setBalance(from, UInt256.ZERO);
      world.destroy(from);
    }
  }
}
