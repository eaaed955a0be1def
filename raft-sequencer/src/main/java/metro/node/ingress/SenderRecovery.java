package metro.node.ingress;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.secp256k1.BatchVerifier;
import metro.ethereum.secp256k1.SignatureClaim;
import metro.node.signature.KnownKeys;
import metro.node.signature.SourceStanding;
import metro.state.Admission.Admitted;
import metro.state.BlockVerifier;
import metro.state.ProposedSender.FirstSeen;

/**
 * Finds out who signed, on a few platform threads behind a bounded queue.
 *
 * <p>A transaction does not name its sender, so its key is recovered, unless whoever brings it says
 * who signed: then the signature is checked against that key together with the others that wait at
 * that moment. Nothing waits for company. A hint that is wrong is forgotten and the key recovered.
 *
 * <p>Answers come one after the other in the order of submission, whichever thread is quicker: who
 * sends a second transaction after the first was taken finds the first before it.
 */
final class SenderRecovery implements AutoCloseable {
  /** Submissions one thread takes at a time. */
  static final int MAX_TOGETHER = 512;

  private final BlockVerifier single;
  private final BatchVerifier batch;
  private final KnownKeys keys;
  private final SourceStanding standing = new SourceStanding();
  private final BlockingQueue<Job> queue;
  private final int threadCount;
  private final List<Thread> threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Job> inOrder = new ArrayDeque<>();
  private boolean delivering;

  /** What waits: the answer is the transactions up to the first that nobody signed. */
  private static final class Job {
    final List<Admitted> legs;
    final Optional<SignerHint> hint;
    final CompletableFuture<List<SignedTransaction>> answer = new CompletableFuture<>();
    private volatile Optional<Runnable> delivery = Optional.empty();

    Job(List<Admitted> legs, Optional<SignerHint> hint) {
      this.legs = legs;
      this.hint = hint;
    }

    void found(List<SignedTransaction> signed) {
      delivery = Optional.of(() -> answer.complete(signed));
    }

    void failed(RuntimeException error) {
      delivery = Optional.of(() -> answer.completeExceptionally(error));
    }

    boolean isDone() {
      return delivery.isPresent();
    }
  }

  SenderRecovery(Secp256k1 secp256k1, KnownKeys keys, IngressLimits limits) {
    this.single = new BlockVerifier(secp256k1);
    this.batch = new BatchVerifier(secp256k1);
    this.keys = keys;
    this.queue = new ArrayBlockingQueue<>(limits.maxQueuedRecoveries());
    this.threadCount = limits.recoveryThreads();
    Thread.Builder builder = Thread.ofPlatform().daemon().name("recovery-", 0);
    this.threads = IntStream.range(0, threadCount).mapToObj(i -> builder.start(this::run)).toList();
  }

  /** The signers of {@code legs} up to the first there is none for; empty when too much waits. */
  Optional<CompletableFuture<List<SignedTransaction>>> submit(
      List<Admitted> legs, Optional<SignerHint> hint) {
    Job job = new Job(legs, hint);
    lock.lock();
    try {
      inOrder.addLast(job);
      if (queue.offer(job)) {
        return Optional.of(job.answer);
      }
      inOrder.removeLast();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }

  private void run() {
    List<Job> jobs = new ArrayList<>();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        jobs.clear();
        jobs.add(queue.take());
        // What waits is shared with the other threads.
        queue.drainTo(jobs, Math.min(MAX_TOGETHER - 1, queue.size() / threadCount));
        answer(jobs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(List<Job> jobs) {
    try {
      checkTogether(jobs);
    } catch (RuntimeException e) {
      jobs.forEach(job -> job.failed(e));
      deliver();
      return;
    }
    for (Job job : jobs) {
      try {
        job.found(recover(job));
      } catch (RuntimeException e) {
        job.failed(e);
      }
      deliver();
    }
  }

  /** Hands out what is done and has nothing undone before it; one thread at a time. */
  private void deliver() {
    for (Optional<Runnable> next = next(false); next.isPresent(); next = next(true)) {
      next.get().run();
    }
  }

  private Optional<Runnable> next(boolean wasDelivering) {
    lock.lock();
    try {
      if (delivering && !wasDelivering) {
        return Optional.empty();
      }
      Job first = inOrder.peekFirst();
      delivering = first != null && first.isDone();
      return delivering ? inOrder.removeFirst().delivery : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Checks the hints of sources in good standing; those that are right are then known keys. */
  private void checkTogether(List<Job> jobs) {
    List<SignatureClaim> claims = new ArrayList<>();
    List<Hash> ids = new ArrayList<>();
    for (Job job : jobs) {
      if (job.hint.filter(h -> standing.mayJoin(h.source())).isPresent()) {
        for (int i = 0; i < job.legs.size(); i++) {
          Admitted leg = job.legs.get(i);
          if (keys.signerOf(leg.id()).isEmpty()) {
            claims.add(claim(leg, job.hint.get().keys().get(i)));
            ids.add(leg.id());
          }
        }
      }
    }
    if (claims.size() < BatchVerifier.MIN_BATCH) {
      return;
    }
    BitSet wrong = batch.falseOnes(claims);
    for (int i = wrong.nextClearBit(0); i < claims.size(); i = wrong.nextClearBit(i + 1)) {
      keys.rememberSigner(ids.get(i), new FirstSeen(claims.get(i).publicKey()));
    }
  }

  private static SignatureClaim claim(Admitted leg, Bytes key) {
    return new SignatureClaim(leg.transaction().signingHash(), leg.transaction().signature(), key);
  }

  private List<SignedTransaction> recover(Job job) {
    List<SignedTransaction> out = new ArrayList<>(job.legs.size());
    for (int i = 0; i < job.legs.size(); i++) {
      Optional<FirstSeen> signer = signer(job.legs.get(i));
      judge(job.hint, i, signer.map(FirstSeen::publicKey));
      if (signer.isEmpty()) {
        break;
      }
      out.add(new SignedTransaction(job.legs.get(i), signer.get()));
    }
    out.forEach(signed -> keys.remember(signed.sender(), signed.publicKey()));
    return out;
  }

  /** Who signed; empty when the signature leads to no key. Alone it takes some 35 microseconds. */
  private Optional<FirstSeen> signer(Admitted admitted) {
    Optional<FirstSeen> known = keys.signerOf(admitted.id());
    if (known.isPresent()) {
      return known;
    }
    Optional<FirstSeen> signer =
        single.publicKey(admitted).map(key -> new FirstSeen(Bytes.wrap(key)));
    signer.ifPresent(s -> keys.rememberSigner(admitted.id(), s));
    return signer;
  }

  private void judge(Optional<SignerHint> hint, int leg, Optional<Bytes> key) {
    if (hint.isPresent()) {
      if (key.equals(Optional.of(hint.get().keys().get(leg)))) {
        standing.right(hint.get().source());
      } else {
        standing.wrong(hint.get().source());
      }
    }
  }
}
