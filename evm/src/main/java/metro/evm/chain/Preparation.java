package metro.evm.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import metro.ethereum.Address;
import metro.ethereum.BlobTransaction;
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

  private final Secp256k1 secp256k1;
  private final ExecutionRules rules;
  private final ExecutorService pool;

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

  private static List<Prepared> join(Future<List<Prepared>> chunk) {
    try {
      return chunk.get();
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
