package metro.evm;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.evm.state.WorldState;
import metro.evm.trace.CallKind;
import metro.evm.trace.Tracer;

/**
 * Runs messages under the rules of one fork. Knows nothing of transactions: fees, nonces of senders
 * that call, warm sets and the ends of transactions are {@code TransactionProcessor}'s.
 *
 * <p>Keeps its frames (up to about 35 MB after 1024 nested calls) for the next message: one thread
 * at a time, and worth keeping.
 */
public final class Evm {
  private final Fork fork;
  private final Calls calls;
  private final Interpreter interpreter;

  /** An EVM for one fork. */
  public Evm(Fork fork) {
    this.fork = fork;
    this.calls = new Calls(fork);
    this.interpreter = new Interpreter(fork, calls);
  }

  /** The rules. */
  public Fork fork() {
    return fork;
  }

  /**
   * Runs one message within the world's current transaction. Total: whatever the code does, the
   * answer is an {@link Execution}. A creation uses the sender's nonce and increments it.
   */
  public Execution execute(
      WorldState world,
      BlockContext block,
      TransactionContext transaction,
      Message message,
      Optional<Tracer> tracer) {
    Session session = new Session(world, block, transaction, tracer.orElse(null));
    Frame first = interpreter.frame(0);
    first.caller = message.sender();
    first.value = message.value();
    first.isStatic = false;
    begin(session, first, message);
    interpreter.run(session, calls);
    return result(first);
  }

  private void begin(Session session, Frame first, Message message) {
    byte[] input = message.input().arrayForReading();
    if (message.to().isPresent()) {
      first.self = message.to().get();
      first.input = input;
      calls.beginCall(session, first, CallKind.CALL, first.self, message.gas(), 0);
    } else {
      first.self = createAddress(message.sender(), session.world().nonce(message.sender()));
      calls.beginCreate(session, first, CallKind.CREATE, input, message.gas(), 0);
    }
  }

  private static Execution result(Frame first) {
    boolean made = first.kind.isCreate() && first.status == Frame.Status.RETURNED;
    return new Execution(
        switch (first.status) {
          case RETURNED -> Execution.Outcome.SUCCEEDED;
          case REVERTED -> Execution.Outcome.REVERTED;
          case FAILED, RUNNING -> Execution.Outcome.FAILED;
        },
        first.gas,
        Bytes.wrap(first.output),
        Optional.ofNullable(first.halt),
        made ? Optional.of(first.self) : Optional.empty());
  }

  /** The address of the contract that an account creates with this nonce. */
  public static Address createAddress(Address creator, long nonce) {
    return Calls.createAddress(creator, nonce);
  }
}
