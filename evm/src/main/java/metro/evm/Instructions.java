package metro.evm;

import static metro.evm.Interpreter.NEXT;
import static metro.evm.Opcode.*;

import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.evm.math.Words;
import metro.evm.state.Code;
import metro.evm.state.WorldState;

/**
 * The instructions that need more than the stack. Each returns a signal of {@link Interpreter}; gas
 * below zero after {@code NEXT} means that it ran out, whatever was pushed.
 */
final class Instructions {
  private static final int BLOCK_HASH_REACH = 256;

  private final Calls calls;
  private final StorageInstructions storage;
  private final CallInstructions callInstructions;

  Instructions(Fork fork, Calls calls, Interpreter interpreter) {
    this.calls = calls;
    this.storage = new StorageInstructions(fork, calls);
    this.callInstructions = new CallInstructions(fork, calls, interpreter);
  }

  int run(int op, Frame f, Session session) {
    return switch (op) {
      case KECCAK256 -> keccak(f);
      case ADDRESS -> f.push(f.self);
      case BALANCE, EXTCODESIZE, EXTCODEHASH -> lookAt(op, f, session.world());
      case ORIGIN -> f.push(session.transaction().origin());
      case CALLER -> f.push(f.caller);
      case CALLVALUE -> f.push(f.value);
      case CALLDATALOAD -> callDataLoad(f);
      case CALLDATASIZE -> f.push(f.input.length);
      case CALLDATACOPY -> copy(f, f.input, f.input.length);
      case CODESIZE -> f.push(f.code.size());
      case CODECOPY -> copy(f, f.code.padded(), f.code.size());
      case GASPRICE -> f.push(session.transaction().gasPrice());
      case EXTCODECOPY -> extCodeCopy(f, session.world());
      case RETURNDATASIZE -> f.push(f.returnData.length);
      case RETURNDATACOPY -> returnDataCopy(f);
      case BLOCKHASH -> blockHash(f, session.block());
      case COINBASE -> f.push(session.block().feeRecipient());
      case TIMESTAMP -> f.push(session.block().timestamp());
      case NUMBER -> f.push(session.block().number());
      case PREVRANDAO -> f.push(session.block().prevRandao());
      case GASLIMIT -> f.push(session.block().gasLimit());
      case CHAINID -> f.push(session.block().chainId());
      case SELFBALANCE -> f.push(session.world().balance(f.self));
      case BASEFEE -> f.push(session.block().baseFee());
      case BLOBHASH -> blobHash(f, session.transaction());
      case BLOBBASEFEE -> f.push(session.block().blobBaseFee());
      case MSIZE -> f.push(f.memory.size());
      case MCOPY -> memoryCopy(f);
      case SLOAD -> storage.load(f, session.world());
      case SSTORE -> storage.store(f, session.world());
      case TLOAD -> storage.loadTransient(f, session.world());
      case TSTORE -> storage.storeTransient(f, session.world());
      case LOG0, 0xa1, 0xa2, 0xa3, LOG4 -> storage.log(op - LOG0, f, session);
      case CALL, CALLCODE, DELEGATECALL, STATICCALL -> callInstructions.call(op, f, session);
      case CREATE, CREATE2 -> callInstructions.create(op, f, session);
      case SELFDESTRUCT -> storage.selfDestruct(f, session);
      case RETURN -> f.endWithMemory(Frame.Status.RETURNED);
      case REVERT -> f.endWithMemory(Frame.Status.REVERTED);
      default ->
          throw new IllegalStateException(
              "a fork defines instruction "
                  + Opcode.name(op)
                  + " that the interpreter does not know");
    };
  }

  private static int keccak(Frame f) {
    long offset = f.word(0);
    long length = f.word(1);
    if (!f.expand(offset, length) || !f.charge(Gas.KECCAK_WORD * Gas.words(length))) {
      return NEXT;
    }
    byte[] digest =
        Keccak.keccak256(f.memory.array(), length == 0 ? 0 : (int) offset, (int) length);
    f.pop(1);
    Words.load(digest, 0, f.stack, f.at(0));
    return NEXT;
  }

  private int lookAt(int op, Frame f, WorldState world) {
    Address address = f.addressAt(0);
    if (!f.charge(calls.accessCost(world, address))) {
      return NEXT;
    }
    f.pop(1);
    return switch (op) {
      case BALANCE -> f.push(world.balance(address));
      case EXTCODESIZE -> f.push(world.code(address).size());
      default -> f.push(world.isDead(address) ? Hash.ZERO : world.codeHash(address));
    };
  }

  private static int callDataLoad(Frame f) {
    long offset = f.word(0);
    int available =
        (int) Math.max(0, Math.min(32, f.input.length - Math.min(offset, f.input.length)));
    byte[] word = f.input;
    int at = (int) Math.min(offset, f.input.length);
    if (available < 32) {
      word = new byte[32];
      System.arraycopy(f.input, at, word, 0, available);
      at = 0;
    }
    Words.load(word, at, f.stack, f.at(0));
    return NEXT;
  }

  /** CALLDATACOPY and CODECOPY. */
  private static int copy(Frame f, byte[] source, int sourceEnd) {
    long to = f.word(0);
    long from = f.word(1);
    long length = f.word(2);
    if (f.expand(to, length) && f.charge(Gas.COPY_WORD * Gas.words(length))) {
      f.memory.write(to, source, sourceEnd, from, length);
      f.pop(3);
    }
    return NEXT;
  }

  private int extCodeCopy(Frame f, WorldState world) {
    Address address = f.addressAt(0);
    if (!f.charge(calls.accessCost(world, address))) {
      return NEXT;
    }
    f.pop(1);
    Code code = world.code(address);
    return copy(f, code.padded(), code.size());
  }

  private static int returnDataCopy(Frame f) {
    long from = f.word(1);
    long length = f.word(2);
    boolean inside = from <= f.returnData.length && length <= f.returnData.length - from;
    return inside
        ? copy(f, f.returnData, f.returnData.length)
        : f.fail(Halt.RETURN_DATA_OUT_OF_BOUNDS);
  }

  private static int blockHash(Frame f, BlockContext block) {
    long number = f.word(0);
    boolean known = number < block.number() && number >= block.number() - BLOCK_HASH_REACH;
    f.pop(1);
    return f.push(known ? block.blockHashes().at(number) : Hash.ZERO);
  }

  private static int blobHash(Frame f, TransactionContext transaction) {
    long index = f.word(0);
    boolean known = index < transaction.blobHashes().size();
    f.pop(1);
    return f.push(known ? transaction.blobHashes().get((int) index) : Hash.ZERO);
  }

  private static int memoryCopy(Frame f) {
    long to = f.word(0);
    long from = f.word(1);
    long length = f.word(2);
    if (f.expand(Math.max(to, from), length) && f.charge(Gas.COPY_WORD * Gas.words(length))) {
      f.memory.move(from, to, length);
      f.pop(3);
    }
    return NEXT;
  }
}
