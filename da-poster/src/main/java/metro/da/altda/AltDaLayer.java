package metro.da.altda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.MalformedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large data on an alt-DA server, ordered by another layer: there stands, in the blob's namespace,
 * a reference with the data's digest. Heights, headers, order, completeness and exactly-once are
 * the ordering layer's. What the server gives is checked against the digest, so it can withhold
 * data but not change it: only its availability is trusted.
 *
 * <p>References count only from the configured poster, and must resolve: reading waits for the
 * data, it never goes on without. Anybody may post small data, which stands on the ordering layer
 * itself.
 */
public final class AltDaLayer implements DaLayer {
  /** Code of {@link SubmitResult.Refused}: the server does not take the data. */
  public static final int SERVER_REFUSED = 4501;

  /** Code of {@link SubmitResult.Refused}: blobs that name another signer than the poster. */
  public static final int WRONG_SIGNER = 4502;

  /** Data up to here stands on the ordering layer itself. */
  static final int MAX_INLINE_BYTES = 256;

  private static final Logger LOG = LoggerFactory.getLogger(AltDaLayer.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int CACHED_BLOBS = 64;

  private final DaLayer ordering;
  private final AltDaConfig config;
  private final AltDaServer server;
  private final Map<Hash, Bytes> fetched = newest();
  private final Map<Hash, Envelope.Reference> stored = newest();

  /** Over {@code ordering}, which is closed with this. */
  public AltDaLayer(DaLayer ordering, AltDaConfig config) {
    this.ordering = ordering;
    this.config = config;
    this.server = new AltDaServer(config.server(), config.usesKeccak(), CONNECT_TIMEOUT);
  }

  /** Of the entries used last. */
  private static <T> Map<Hash, T> newest() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(CACHED_BLOBS, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Hash, T> eldest) {
            return size() > CACHED_BLOBS;
          }
        });
  }

  @Override
  public int maxBytes() {
    return Limits.MAX_TX_BYTES;
  }

  @Override
  public SubmitResult submit(List<Blob> blobs, Duration timeout) {
    if (!blobs.stream().allMatch(this::isPosters)) {
      return new SubmitResult.Refused(WRONG_SIGNER, "only blobs of " + config.poster() + " count");
    }
    Deadline deadline = Deadline.after(timeout);
    List<Blob> ordered = new ArrayList<>();
    try {
      for (Blob blob : blobs) {
        ordered.add(with(blob, envelope(blob.data(), deadline).encode()));
      }
    } catch (DaException e) {
      String reason = String.valueOf(e.getMessage());
      return e.kind() == DaException.Kind.REFUSED
          ? new SubmitResult.Refused(SERVER_REFUSED, reason)
          : new SubmitResult.Unavailable(reason);
    }
    return ordering.submit(ordered, deadline.left());
  }

  /**
   * Puts large data on the server, once, and looks whether it is there: a reference must resolve.
   */
  private Envelope envelope(Bytes data, Deadline deadline) throws DaException {
    if (data.length() <= MAX_INLINE_BYTES) {
      return new Envelope.Inline(data);
    }
    Optional<Envelope.Reference> known = Optional.ofNullable(stored.get(Envelope.digest(data)));
    if (known.isPresent()) {
      return known.get();
    }
    Envelope.Reference reference = Envelope.Reference.to(data, server.put(data, deadline.left()));
    fetch(reference, deadline);
    stored.put(reference.sha256(), reference);
    return reference;
  }

  private static Blob with(Blob blob, Bytes data) {
    return new Blob(blob.namespace(), blob.shareVersion(), blob.signer(), data);
  }

  @Override
  public DaHeader head(Duration timeout) throws DaException {
    return ordering.head(timeout);
  }

  @Override
  public DaHeader header(DaHeight height, Duration timeout) throws DaException {
    return ordering.header(height, timeout);
  }

  @Override
  public DaHeader waitForHeight(DaHeight height, Duration timeout) throws DaException {
    return ordering.waitForHeight(height, timeout);
  }

  @Override
  public VerifiedNamespace read(DaHeader header, Namespace namespace, Duration timeout)
      throws DaException {
    Deadline deadline = Deadline.after(timeout);
    VerifiedNamespace outside = ordering.read(header, namespace, timeout);
    List<Blob> blobs = new ArrayList<>();
    for (Blob blob : outside.blobs()) {
      resolve(blob, deadline).ifPresent(data -> blobs.add(with(blob, data)));
    }
    return new VerifiedNamespace(outside.height(), namespace, blobs, outside.unknownSequences());
  }

  private Optional<Bytes> resolve(Blob blob, Deadline deadline) throws DaException {
    Envelope envelope;
    try {
      envelope = Envelope.decode(blob.data());
    } catch (MalformedException e) {
      LOG.debug("a blob is no envelope: {}", e.getMessage());
      return Optional.empty();
    }
    return switch (envelope) {
      case Envelope.Inline(Bytes data) -> Optional.of(data);
      case Envelope.Reference reference when isPosters(blob) ->
          Optional.of(fetch(reference, deadline));
      case Envelope.Reference reference -> Optional.empty();
    };
  }

  private boolean isPosters(Blob blob) {
    return blob.signer().filter(config.poster()::equals).isPresent();
  }

  private Bytes fetch(Envelope.Reference reference, Deadline deadline) throws DaException {
    Optional<Bytes> known = Optional.ofNullable(fetched.get(reference.sha256()));
    if (known.isPresent()) {
      return known.get();
    }
    Bytes data = server.get(reference.commitment(), reference.length(), deadline.left());
    if (!reference.names(data) || !AltDaServer.mayCommitTo(reference.commitment(), data)) {
      throw DaException.unproven(
          "the alt-DA server gives other data than " + reference.commitment() + " names");
    }
    fetched.put(reference.sha256(), data);
    return data;
  }

  @Override
  public void close() {
    server.close();
    ordering.close();
  }
}
