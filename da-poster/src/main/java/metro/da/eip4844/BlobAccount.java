package metro.da.eip4844;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.SubmitResult;
import metro.da.http.Deadline;
import metro.ethereum.Address;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account that pays, used for nothing else and never for two submissions at once.
 *
 * <p>A submission's nonce is the account's at the newest finalized block its caller has looked at:
 * everything up to there was searched for it. So all attempts by all members have the same nonce
 * until one of them is final, and at most one lands. When some transaction of that nonce has
 * landed, this waits until it is final and leaves it to the caller to see what it was.
 */
final class BlobAccount {
  private static final Logger LOG = LoggerFactory.getLogger(BlobAccount.class);
  private static final long GAS_LIMIT = 21_000;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private final ExecutionClient client;
  private final Eip4844Config config;
  private final TransactionSigner signer;
  private Optional<Attempts> current = Optional.empty();

  /**
   * Everything sent with one nonce for one content, the newest and dearest last. It may land once
   * the client may have taken one of them.
   */
  private static final class Attempts {
    final long nonce;
    final List<byte[]> content;
    final Sidecar sidecar;
    final List<Hash> hashes = new ArrayList<>();
    Fees fees;
    Bytes newest = Bytes.EMPTY;
    long sentAt;
    boolean mayLand;
    String trouble = "";

    Attempts(long nonce, List<byte[]> content, Fees fees) {
      this.nonce = nonce;
      this.content = content;
      this.sidecar = Sidecar.of(content);
      this.fees = fees;
    }

    boolean isFor(long otherNonce, List<byte[]> other) {
      return nonce == otherNonce && Arrays.deepEquals(content.toArray(), other.toArray());
    }
  }

  BlobAccount(ExecutionClient client, Eip4844Config config, TransactionSigner signer) {
    this.client = client;
    this.config = config;
    this.signer = signer;
  }

  Address address() {
    return signer.address();
  }

  /** Works until the content is final, refused, or the time is over. */
  synchronized SubmitResult submit(List<byte[]> content, long lookedAtUpTo, Deadline deadline) {
    Optional<Attempts> mine = Optional.empty();
    try {
      String upTo = quantity(lookedAtUpTo);
      long nonce = client.nonce(address(), upTo, left(deadline));
      mine = Optional.of(attempts(nonce, content, deadline));
      while (true) {
        Optional<SubmitResult> result = patientLook(mine.get(), deadline);
        if (result.isPresent()) {
          return result.get();
        }
        if (deadline.isOver()) {
          return new SubmitResult.Unknown(describe(mine.get()));
        }
        Thread.sleep(config.poll());
      }
    } catch (DaException e) {
      return mine.filter(attempts -> attempts.mayLand).isPresent()
          ? new SubmitResult.Unknown(String.valueOf(e.getMessage()))
          : new SubmitResult.Unavailable(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new SubmitResult.Unknown("interrupted");
    }
  }

  private Attempts attempts(long nonce, List<byte[]> content, Deadline deadline)
      throws DaException {
    Optional<Attempts> known = current.filter(attempts -> attempts.isFor(nonce, content));
    if (known.isPresent()) {
      return known.get();
    }
    Fees asked = asked(deadline);
    Fees before = current.filter(a -> a.nonce == nonce).map(a -> a.fees.doubled()).orElse(asked);
    Attempts fresh = new Attempts(nonce, content, asked.atLeast(before).atMost(config.caps()));
    current = Optional.of(fresh);
    return fresh;
  }

  /** A look; while something may land, a client that fails to answer is asked again. */
  private Optional<SubmitResult> patientLook(Attempts attempts, Deadline deadline)
      throws DaException, InterruptedException {
    try {
      return look(attempts, deadline);
    } catch (DaException e) {
      if (!attempts.mayLand || deadline.isOver()) {
        throw e;
      }
      LOG.debug("nonce {} may land, looking again: {}", attempts.nonce, e.getMessage());
      return Optional.empty();
    }
  }

  /** One look at the chain and what follows from it; empty: look again. */
  private Optional<SubmitResult> look(Attempts attempts, Deadline deadline)
      throws DaException, InterruptedException {
    if (client.nonce(address(), ExecutionClient.LATEST, left(deadline)) > attempts.nonce) {
      return landed(attempts, deadline);
    }
    return attempts.newest.isEmpty()
        ? send(attempts, latest(deadline).height().value(), deadline)
        : keep(attempts, deadline);
  }

  private Optional<SubmitResult> landed(Attempts attempts, Deadline deadline)
      throws DaException, InterruptedException {
    attempts.trouble = "in a block that is not finalized";
    long finalNonce = client.nonce(address(), ExecutionClient.FINALIZED, left(deadline));
    if (finalNonce <= attempts.nonce) {
      return Optional.empty();
    }
    for (Hash hash : attempts.hashes.reversed()) {
      Optional<Long> block = client.blockOf(hash, left(deadline));
      if (block.isPresent()) {
        return Optional.of(
            new SubmitResult.Included(
                new DaHeight(block.get()), Optional.of(Bytes.wrap(hash.bytes()))));
      }
    }
    Thread.sleep(config.poll());
    return Optional.of(
        new SubmitResult.Unknown(
            "nonce " + attempts.nonce + " was used by a transaction this member did not send"));
  }

  /** The transaction waits: sends it again when the client lost it, dearer when it is stuck. */
  private Optional<SubmitResult> keep(Attempts attempts, Deadline deadline) throws DaException {
    long now = latest(deadline).height().value();
    if (now - attempts.sentAt >= config.stuckBlocks()) {
      return bump(attempts, now, deadline);
    }
    boolean isLost = !client.knows(attempts.hashes.getLast(), left(deadline));
    return isLost ? transmit(attempts, deadline) : Optional.empty();
  }

  private Optional<SubmitResult> bump(Attempts attempts, long now, Deadline deadline)
      throws DaException {
    Fees dearer = attempts.fees.doubled().atLeast(asked(deadline));
    if (!dearer.isWithin(config.caps())) {
      LOG.error(
          "the blob transaction with nonce {} waits since block {}, and twice its fees {} are above"
              + " the caps {}",
          attempts.nonce,
          attempts.sentAt,
          attempts.fees,
          config.caps());
      attempts.trouble = "it waits, and dearer is above the caps";
      attempts.sentAt = now;
      return transmit(attempts, deadline);
    }
    LOG.warn("the blob transaction with nonce {} is stuck: now {}", attempts.nonce, dearer);
    attempts.fees = dearer;
    return send(attempts, now, deadline);
  }

  private Optional<SubmitResult> send(Attempts attempts, long now, Deadline deadline)
      throws DaException {
    BlobTransaction signed = signed(attempts);
    attempts.newest = Bytes.wrap(attempts.sidecar.wrap(signed));
    attempts.hashes.add(signed.hash());
    attempts.sentAt = now;
    attempts.trouble = "it waits in the pool";
    return transmit(attempts, deadline);
  }

  private BlobTransaction signed(Attempts attempts) {
    BlobTransaction unsigned =
        new BlobTransaction(
            config.chainId(),
            attempts.nonce,
            attempts.fees.maxPriorityFeePerGas(),
            attempts.fees.maxFeePerGas(),
            GAS_LIMIT,
            config.inbox(),
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            attempts.fees.maxFeePerBlobGas(),
            attempts.sidecar.versionedHashes(),
            TransactionSigner.unsigned());
    return (BlobTransaction) signer.sign(unsigned);
  }

  private Optional<SubmitResult> transmit(Attempts attempts, Deadline deadline) throws DaException {
    return switch (client.send(attempts.newest.arrayForReading(), left(deadline))) {
      case ExecutionClient.Sent.Pooled pooled -> {
        attempts.mayLand = true;
        yield Optional.empty();
      }
      case ExecutionClient.Sent.InDoubt(String reason) -> {
        attempts.trouble = reason;
        attempts.mayLand = true;
        yield Optional.empty();
      }
      case ExecutionClient.Sent.NotSent(String reason) -> {
        attempts.trouble = reason;
        yield attempts.mayLand
            ? Optional.empty()
            : Optional.of(new SubmitResult.Unavailable(forget(reason)));
      }
      case ExecutionClient.Sent.Rejected(String reason) -> rejected(attempts, reason, deadline);
    };
  }

  private Optional<SubmitResult> rejected(Attempts attempts, String reason, Deadline deadline)
      throws DaException {
    String words = reason.toLowerCase(Locale.ROOT);
    attempts.trouble = reason;
    if (words.contains("nonce too low")) {
      return Optional.empty();
    }
    if (words.contains("underpriced") || words.contains("base fee")) {
      Fees dearer = attempts.fees.doubled().atLeast(asked(deadline));
      if (dearer.isWithin(config.caps())) {
        attempts.fees = dearer;
        attempts.newest = Bytes.EMPTY;
      }
      return Optional.empty();
    }
    LOG.error("the execution client does not take the blob transaction: {}", reason);
    if (attempts.mayLand) {
      return Optional.empty();
    }
    int code =
        words.contains("insufficient funds")
            ? Eip4844Layer.INSUFFICIENT_FUNDS
            : Eip4844Layer.REJECTED;
    return Optional.of(new SubmitResult.Refused(code, forget(reason)));
  }

  private String forget(String reason) {
    current = Optional.empty();
    return reason;
  }

  private Fees asked(Deadline deadline) throws DaException {
    UInt256 blobBaseFee = client.blobBaseFee(left(deadline));
    UInt256 tip = client.tip(left(deadline));
    return Fees.asked(latest(deadline).baseFee(), tip, blobBaseFee).atMost(config.caps());
  }

  private Eip4844Header latest(Deadline deadline) throws DaException {
    return client
        .header(ExecutionClient.LATEST, left(deadline))
        .orElseThrow(
            () -> new DaException(DaException.Kind.UNAVAILABLE, "the client has no newest block"));
  }

  private static String describe(Attempts attempts) {
    return "nonce " + attempts.nonce + ": " + attempts.trouble;
  }

  /** Even past the deadline one call gets its time: what was begun is not left in doubt. */
  private static Duration left(Deadline deadline) {
    Duration left = deadline.left();
    return left.compareTo(CALL_TIMEOUT) < 0 ? CALL_TIMEOUT : left;
  }

  private static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }
}
