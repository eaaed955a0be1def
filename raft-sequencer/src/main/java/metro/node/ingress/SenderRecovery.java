package metro.node.ingress;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.state.Admission.Admitted;
import metro.state.BlockVerifier;

/**
 * Finds out who signed, on a few platform threads behind a bounded queue.
 *
 * <p>Keys are recovered, never verified against a known one: a transaction does not name its
 * sender, so there is nothing to look a key up by before it is recovered.
 */
final class SenderRecovery implements AutoCloseable {
  private static final int CACHED_KEYS = 65_536;

  private final BlockVerifier verifier;
  private final ThreadPoolExecutor threads;
  private final Cache<Hash, Bytes> keys = Caffeine.newBuilder().maximumSize(CACHED_KEYS).build();

  SenderRecovery(Secp256k1 secp256k1, IngressLimits limits) {
    this.verifier = new BlockVerifier(secp256k1);
    this.threads =
        new ThreadPoolExecutor(
            limits.recoveryThreads(),
            limits.recoveryThreads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.maxQueuedRecoveries()),
            Thread.ofPlatform().daemon().name("recovery-", 0).factory());
  }

  /** Runs {@code work} on one of the threads; empty when too much waits already. */
  <T> Optional<CompletableFuture<T>> submit(Supplier<T> work) {
    try {
      return Optional.of(CompletableFuture.supplyAsync(work, threads));
    } catch (RejectedExecutionException e) {
      return Optional.empty();
    }
  }

  /** Who signed; empty when the signature leads to no key. Takes some 35 microseconds. */
  Optional<SignedTransaction> recover(Admitted admitted) {
    Bytes known = keys.getIfPresent(admitted.id());
    if (known != null) {
      return Optional.of(SignedTransaction.of(admitted, known));
    }
    Optional<Bytes> key = verifier.publicKey(admitted).map(Bytes::wrap);
    key.ifPresent(k -> keys.put(admitted.id(), k));
    return key.map(k -> SignedTransaction.of(admitted, k));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
