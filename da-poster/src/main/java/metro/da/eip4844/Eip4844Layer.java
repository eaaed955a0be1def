package metro.da.eip4844;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.Limits;
import metro.da.SubmitResult;
import metro.da.VerifiedNamespace;
import metro.da.celestia.Namespace;
import metro.da.http.Deadline;
import metro.da.http.HttpCalls;
import metro.ethereum.Hash;

/**
 * Ethereum's blobs behind the port. Heights are block numbers, and every height the port shows is
 * finalized: a reorganisation takes nothing back. Believed is the hash under the tag {@code
 * finalized}, so ask a node one runs oneself; all else is checked: headers by hash and parent,
 * transactions by their root, blobs by their commitments.
 *
 * <p>A submission goes in one transaction with a nonce the finalized chain determines, see {@link
 * BlobAccount}: whatever is repeated, by whichever member, at most one lands.
 */
public final class Eip4844Layer implements DaLayer {
  /** Code of {@link SubmitResult.Refused}: this layer was configured without an account. */
  public static final int NO_ACCOUNT = 4401;

  /** The blobs do not fit six EIP-4844 blobs. */
  public static final int TOO_LARGE = 4402;

  /** A blob names another signer than the account. */
  public static final int WRONG_SIGNER = 4403;

  /** The account cannot pay. */
  public static final int INSUFFICIENT_FUNDS = 4404;

  /** The execution client does not take the transaction; the reason has its words. */
  public static final int REJECTED = 4405;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int DIRECTORY_RESERVE = 16 * 1024;
  private static final int REMEMBERED_HASHES = 4096;

  private final Eip4844Config config;
  private final HttpCalls http = new HttpCalls(CONNECT_TIMEOUT);
  private final ExecutionClient execution;
  private final Inbox inbox;
  private final Optional<BlobAccount> account;
  private final AtomicLong shownHead = new AtomicLong();
  private final Map<Long, Hash> hashes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Hash> eldest) {
          return size() > REMEMBERED_HASHES;
        }
      };

  private volatile boolean isChainKnown;
  private volatile Instant newest = Instant.EPOCH;

  /** A layer that connects with its first use. */
  public Eip4844Layer(Eip4844Config config) {
    this.config = config;
    this.execution = new ExecutionClient(http, config.execution());
    BeaconClient beacon = new BeaconClient(http, config.beacon());
    this.inbox = new Inbox(execution, beacon, config.inbox(), config.retention());
    this.account = config.account().map(key -> new BlobAccount(execution, config, key));
  }

  @Override
  public int maxBytes() {
    return PackedBlobs.CAPACITY - DIRECTORY_RESERVE;
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    if (account.isEmpty()) {
      return new SubmitResult.Refused(NO_ACCOUNT, "no account to pay from is configured");
    }
    BlobAccount payer = account.get();
    if (blobs.stream()
        .flatMap(b -> b.signer().stream())
        .anyMatch(s -> !s.equals(payer.address()))) {
      return new SubmitResult.Refused(WRONG_SIGNER, "blobs are signed by " + payer.address());
    }
    long size = PackedBlobs.size(blobs);
    if (size > PackedBlobs.CAPACITY) {
      return new SubmitResult.Refused(
          TOO_LARGE, size + " bytes do not fit the blobs of one transaction");
    }
    Deadline deadline = Deadline.after(timeout);
    try {
      if (shownHead.get() == 0) {
        head(Limits.READ_TIMEOUT);
      }
    } catch (DaException e) {
      return new SubmitResult.Unavailable(String.valueOf(e.getMessage()));
    }
    return payer.submit(PackedBlobs.pack(blobs), shownHead.get(), deadline);
  }

  @Override
  public Eip4844Header head(Duration timeout) throws DaException {
    Deadline deadline = Deadline.after(timeout);
    requireChain(deadline);
    Eip4844Header head = at(ExecutionClient.FINALIZED, deadline);
    shown(head);
    newest = head.time();
    return head;
  }

  @Override
  public Eip4844Header header(DaHeight height, Duration timeout) throws DaException {
    Deadline deadline = Deadline.after(timeout);
    if (height.value() > shownHead.get()) {
      Eip4844Header head = at(ExecutionClient.FINALIZED, deadline);
      if (height.compareTo(head.height()) > 0) {
        throw new DaException(
            DaException.Kind.FUTURE_HEIGHT,
            "block " + height + " is not finalized, " + head.height() + " is");
      }
    }
    Eip4844Header header = at("0x" + Long.toHexString(height.value()), deadline);
    if (!header.height().equals(height)) {
      throw DaException.unproven("block " + header.height() + " was given for block " + height);
    }
    requireFollows(header);
    return header;
  }

  @Override
  public Eip4844Header waitForHeight(DaHeight height, Duration timeout) throws DaException {
    Deadline deadline = Deadline.after(timeout);
    try {
      while (at(ExecutionClient.FINALIZED, deadline).height().compareTo(height) < 0) {
        if (deadline.isOver()) {
          throw new DaException(
              DaException.Kind.TIMEOUT, "block " + height + " was not finalized in " + timeout);
        }
        Thread.sleep(config.poll());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DaException(DaException.Kind.UNAVAILABLE, "interrupted", e);
    }
    Eip4844Header header = header(height, deadline.left());
    shown(header);
    return header;
  }

  @Override
  public VerifiedNamespace read(DaHeader header, Namespace namespace, Duration timeout)
      throws DaException {
    if (!(header instanceof Eip4844Header own)) {
      throw new IllegalArgumentException("a header of another layer: " + header.getClass());
    }
    List<Blob> blobs = inbox.read(own, namespace, newest, Deadline.after(timeout));
    return new VerifiedNamespace(own.height(), namespace, blobs, 0);
  }

  private void shown(Eip4844Header header) {
    shownHead.accumulateAndGet(header.height().value(), Math::max);
  }

  private Eip4844Header at(String block, Deadline deadline) throws DaException {
    return execution
        .header(block, deadline.left())
        .orElseThrow(() ->
            new DaException(DaException.Kind.UNAVAILABLE, "the client has no block " + block));
  }

  /** Consecutive headers must be links of one chain, whoever gave them. */
  private void requireFollows(Eip4844Header header) throws DaException {
    long number = header.height().value();
    synchronized (hashes) {
      Hash before = hashes.getOrDefault(number - 1, header.parent());
      Hash earlier = hashes.getOrDefault(number, header.hash());
      if (!before.equals(header.parent()) || !earlier.equals(header.hash())) {
        throw DaException.unproven(
            "block " + number + " does not follow the finalized chain seen before");
      }
      hashes.put(number, header.hash());
    }
  }

  private void requireChain(Deadline deadline) throws DaException {
    if (isChainKnown) {
      return;
    }
    long found = execution.chainId(deadline.left());
    if (found != config.chainId()) {
      throw new DaException(
          DaException.Kind.REFUSED,
          "the execution client is on chain " + found + ", not " + config.chainId());
    }
    isChainKnown = true;
  }

  @Override
  public void close() {
    http.close();
  }
}
