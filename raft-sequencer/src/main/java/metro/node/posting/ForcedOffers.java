package metro.node.posting;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.forced.ForcedBlob;
import metro.ethereum.Bytes;
import metro.node.chain.Chain;
import metro.node.log.RaftLog;
import metro.state.Admission.Admitted;
import metro.state.Rollup;
import metro.state.RollupId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While this member leads, hands what anybody posts in the rollups' forced namespaces to the
 * member's own way in, where it is treated like everything else. What is ordered so is in the
 * rollup long before it is due there; what is refused, because nobody pays the committee for it,
 * gets in without the committee. A failure here never hurts more than that.
 */
public final class ForcedOffers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForcedOffers.class);

  /** Heights a new leader looks back: the one before may have died with them. */
  static final int LOOK_BACK_HEIGHTS = 64;

  /** Rollups whose namespaces are read at one height; with more they take turns by height. */
  static final int MAX_ROLLUPS_PER_HEIGHT = 256;

  /** Transactions offered from one rollup's namespace at one height. */
  static final int MAX_OFFERS_PER_ROLLUP = 1024;

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Chain chain;
  private final RaftLog log;
  private final DaLayer layer;
  private final Consumer<Bytes> intake;
  private final Thread thread = Thread.ofVirtual().name("forced-offers").unstarted(this::run);
  private long next;

  /** Reads {@code layer}, which this closes in the end; {@code intake} must not block. */
  public ForcedOffers(Chain chain, RaftLog log, DaLayer layer, Consumer<Bytes> intake) {
    this.chain = chain;
    this.log = log;
    this.layer = layer;
    this.intake = intake;
  }

  /** Begins to work. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        if (!step()) {
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("offering forced transactions ends");
    }
  }

  /** Reads one height; false when there is none to read now. */
  private boolean step() {
    if (!log.isLeader()) {
      next = 0;
      return false;
    }
    try {
      long head = layer.head(metro.da.Limits.READ_TIMEOUT).height().value();
      if (next == 0) {
        next = Math.max(1, head - LOOK_BACK_HEIGHTS + 1);
      }
      if (next > head) {
        return false;
      }
      read(layer.header(new DaHeight(next), metro.da.Limits.READ_TIMEOUT));
      next++;
      return true;
    } catch (DaException e) {
      LOG.debug("forced transactions are not read now: {}: {}", e.kind(), e.getMessage());
      return false;
    }
  }

  private void read(DaHeader header) throws DaException {
    for (RollupId rollup : inTurn(header.height().value())) {
      List<Admitted> forced =
          ForcedBlob.read(
              layer.read(header, ForcedBlob.namespace(rollup), metro.da.Limits.READ_TIMEOUT),
              rollup);
      if (!forced.isEmpty()) {
        LOG.info(
            "rollup {}: {} forced transactions at DA height {}",
            rollup,
            forced.size(),
            header.height());
      }
      forced.stream()
          .limit(MAX_OFFERS_PER_ROLLUP)
          .forEach(transaction -> intake.accept(transaction.raw()));
    }
  }

  private List<RollupId> inTurn(long daHeight) {
    List<RollupId> active =
        chain.view().ledger().rollups().stream().filter(Rollup::active).map(Rollup::id).toList();
    int pages = Math.max(1, Math.ceilDiv(active.size(), MAX_ROLLUPS_PER_HEIGHT));
    int from = Math.toIntExact(daHeight % pages) * MAX_ROLLUPS_PER_HEIGHT;
    return active.subList(from, Math.min(active.size(), from + MAX_ROLLUPS_PER_HEIGHT));
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    layer.close();
  }
}
