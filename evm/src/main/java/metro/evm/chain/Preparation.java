package metro.evm.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import metro.ethereum.Address;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionDecoder;
import metro.evm.TransactionInvalid;

/**
 * Decodes transactions and recovers their senders on a small pool, ahead of execution: recovery is
 * the most expensive step of a plain transfer.
 */
final class Preparation implements AutoCloseable {
  /** Transactions a pool thread takes at once. */
  private static final int CHUNK = 64;

  /** Transactions prepared before they are asked for: some blocks full of transfers. */
  private static final int MAX_AHEAD = 16_384;

  private final Secp256k1 secp256k1;
  private final ExecutionRules rules;
  private final ExecutorService pool;
  private final PreparedAhead ahead = new PreparedAhead(MAX_AHEAD);

  Preparation(Secp256k1 secp256k1, ExecutionRules rules, int threads) {
    this.secp256k1 = secp256k1;
    this.rules = rules;
    AtomicInteger count = new AtomicInteger();
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("evm-prepare-" + count.incrementAndGet())
                    .unstarted(task));
  }

  /** Sees the prepared transactions in order, the first ones while the last are still worked on. */
  void prepare(List<TransactionInput> inputs, Consumer<List<Prepared>> consumer) {
    if (inputs.size() <= CHUNK) {
      consumer.accept(prepareAll(inputs));
      return;
    }
    List<Future<List<Prepared>>> chunks = new ArrayList<>();
    for (int from = 0; from < inputs.size(); from += CHUNK) {
      List<TransactionInput> chunk = inputs.subList(from, Math.min(from + CHUNK, inputs.size()));
      Callable<List<Prepared>> task = () -> prepareAll(chunk);
      chunks.add(pool.submit(task));
    }
    chunks.forEach(chunk -> consumer.accept(join(chunk)));
  }

  /**
   * Begins to prepare what will be asked for soon, without senders. Any thread; nothing but time
   * depends on it.
   */
  void begin(List<Bytes> raws) {
    for (int from = 0; from < raws.size(); from += CHUNK) {
      List<FutureTask<Prepared>> tasks = new ArrayList<>(CHUNK);
      for (Bytes raw : raws.subList(from, Math.min(from + CHUNK, raws.size()))) {
        FutureTask<Prepared> task = new FutureTask<>(() -> prepareNow(TransactionInput.of(raw)));
        if (ahead.add(raw, task)) {
          tasks.add(task);
        }
      }
      submit(tasks);
    }
  }

  private void submit(List<FutureTask<Prepared>> tasks) {
    try {
      pool.execute(() -> tasks.forEach(FutureTask::run));
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: nobody will ask for them any more.
      tasks.forEach(task -> task.cancel(false));
    }
  }

  /** Keeps what found no place: it will be asked for again. */
  void keep(TransactionInput input, Prepared prepared) {
    if (input.sender().isEmpty()) {
      FutureTask<Prepared> done = new FutureTask<>(() -> prepared);
      done.run();
      ahead.add(input.raw(), done);
    }
  }

  private static <T> T join(Future<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for senders", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("preparing transactions failed: a bug", e.getCause());
    }
  }

  private List<Prepared> prepareAll(List<TransactionInput> inputs) {
    List<Prepared> out = new ArrayList<>(inputs.size());
    inputs.forEach(input -> out.add(prepare(input)));
    return out;
  }

  private Prepared prepare(TransactionInput input) {
    Optional<FutureTask<Prepared>> begun =
        input.sender().isEmpty() ? ahead.take(input.raw()) : Optional.empty();
    // Runs it here unless a pool thread has begun already: no thread waits for one that waits.
    begun.ifPresent(FutureTask::run);
    return begun.map(Preparation::join).orElseGet(() -> prepareNow(input));
  }

  private Prepared prepareNow(TransactionInput input) {
    // The decoder only reads; Bytes are not changed by anybody.
    byte[] raw = input.raw().arrayForReading();
    return switch (TransactionDecoder.decode(raw)) {
      case TransactionDecoder.Malformed malformed ->
          unusable(
              Keccak.hash(raw),
              SkipCode.UNDECODABLE.code(),
              SkipCode.UNDECODABLE.text() + ": " + malformed.reason());
      case TransactionDecoder.Decoded decoded -> prepare(input, decoded);
    };
  }

  private Prepared prepare(TransactionInput input, TransactionDecoder.Decoded decoded) {
    Transaction transaction = decoded.transaction();
    Hash hash = decoded.hash();
    if (transaction instanceof BlobTransaction && !rules.allowBlobs()) {
      TransactionInvalid reason = TransactionInvalid.TYPE_NOT_SUPPORTED;
      return unusable(hash, reason.code(), reason.text());
    }
    if (transaction.chainId().isEmpty() && !rules.allowUnprotected()) {
      return unusable(hash, SkipCode.NOT_REPLAY_PROTECTED);
    }
    return input
        .sender()
        .or(() -> recover(transaction))
        .<Prepared>map(sender -> new Prepared.Ready(transaction, decoded.raw(), hash, sender))
        .orElseGet(() -> unusable(hash, SkipCode.INVALID_SIGNATURE));
  }

  private Optional<Address> recover(Transaction transaction) {
    return transaction.signature().isCanonical()
        ? secp256k1
            .recover(transaction.signingHash().bytes(), transaction.signature())
            .map(Address::ofPublicKey)
        : Optional.empty();
  }

  private static Prepared unusable(Hash hash, SkipCode code) {
    return unusable(hash, code.code(), code.text());
  }

  private static Prepared unusable(Hash hash, int code, String text) {
    return new Prepared.Unusable(new Outcome.Skipped(hash, code, text));
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
