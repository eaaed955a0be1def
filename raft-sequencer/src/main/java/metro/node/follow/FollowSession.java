package metro.node.follow;

import io.grpc.Status;
import java.util.Optional;
import metro.node.chain.Chain;
import metro.soft.Certificate;
import metro.state.BlockHeader;
import metro.state.HeadPath;
import metro.state.LedgerView;
import metro.state.PostingCursor;
import metro.state.RollupBlock;
import metro.state.RollupId;
import metro.wire.FollowUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one subscriber has been told and what comes next. Pulls from the chain: first blocks, then
 * what closes their second, what certifies them, what posted them. One virtual thread.
 */
final class FollowSession implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FollowSession.class);

  private final Chain chain;
  private final RollupId rollup;
  private final Subscriber subscriber;
  private final FollowLimits limits;
  private long sent;
  private long sentSecond;
  private long sentHeight;
  private long closedNumber;
  private long certifiedNumber;
  private boolean certifiedClosed;
  private long blocksSinceCertificate;
  private long postedBatch;

  FollowSession(
      Chain chain, RollupId rollup, long from, Subscriber subscriber, FollowLimits limits) {
    this.chain = chain;
    this.rollup = rollup;
    this.subscriber = subscriber;
    this.limits = limits;
    this.sent = from - 1;
    this.closedNumber = -1;
    this.certifiedNumber = -1;
  }

  @Override
  public void run() {
    try {
      chain.rollupBlock(rollup, sent).ifPresent(this::remember);
      while (true) {
        sendAll();
        if (!subscriber.awaitNews(limits.heartbeat().toMillis())) {
          send(WireChain.posted(cursor()));
        }
      }
    } catch (Subscriber.Ended e) {
      subscriber.end(e.status());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      subscriber.end(Status.UNAVAILABLE.withDescription("this member is stopping"));
    } catch (RuntimeException e) {
      LOG.warn("a follow stream of rollup {} failed", rollup, e);
      subscriber.end(Status.UNAVAILABLE.withDescription("try again, or another member"));
    }
  }

  private void sendAll() throws InterruptedException {
    long height = chain.height();
    Optional<HeadPath> tip = chain.headPath(rollup, height);
    if (tip.isEmpty()) {
      return;
    }
    sendBlocks(tip.get().head().number());
    sendClosed(height, tip.get());
    sendCertificate(chain.newestCertificate());
    sendPosted();
  }

  private void sendBlocks(long upTo) throws InterruptedException {
    while (sent < upTo) {
      RollupBlock block = chain.rollupBlock(rollup, sent + 1).orElseThrow(() -> pruned(sent + 1));
      send(WireChain.block(block));
      remember(block);
      if (++blocksSinceCertificate >= FollowLimits.CERTIFICATE_EVERY_BLOCKS) {
        sendCertificate(chain.certificateCovering(sentHeight));
      }
    }
  }

  private void remember(RollupBlock block) {
    sent = block.number();
    sentSecond = block.timeMs() / 1000;
    sentHeight = block.height();
  }

  /** The first news of a later second, when no block of that second told already. */
  private void sendClosed(long height, HeadPath tip) throws InterruptedException {
    Optional<BlockHeader> header = chain.header(height);
    if (tip.head().number() == sent
        && closedNumber != sent
        && header.filter(h -> h.timeMs() / 1000 > sentSecond).isPresent()) {
      send(WireChain.closed(header.get(), tip));
      closedNumber = sent;
    }
  }

  /** Sent when it covers more blocks than the last one, or their closed second. */
  private void sendCertificate(Optional<Certificate> newest) throws InterruptedException {
    if (newest.isEmpty()) {
      return;
    }
    Certificate certificate = newest.get();
    Optional<HeadPath> head = chain.headPath(rollup, certificate.height());
    if (head.isEmpty() || head.get().head().number() > sent) {
      return;
    }
    long number = head.get().head().number();
    boolean closes = number == sent && certificate.header().timeMs() / 1000 > sentSecond;
    if (number > certifiedNumber || (number == certifiedNumber && closes && !certifiedClosed)) {
      send(WireChain.certified(certificate, head.get()));
      certifiedNumber = number;
      certifiedClosed = closes;
      blocksSinceCertificate = 0;
    }
  }

  private void sendPosted() throws InterruptedException {
    PostingCursor cursor = cursor();
    if (cursor.postedBatch() > postedBatch) {
      send(WireChain.posted(cursor));
      postedBatch = cursor.postedBatch();
    }
  }

  private PostingCursor cursor() {
    return new LedgerView(chain.view()).cursor();
  }

  private void send(FollowUpdate update) throws InterruptedException {
    subscriber.send(update, limits.slowReaderTimeout().toMillis());
  }

  private Subscriber.Ended pruned(long number) {
    return new Subscriber.Ended(
        Status.OUT_OF_RANGE.withDescription(
            "block "
                + number
                + " of rollup "
                + rollup
                + " is no longer kept here: read it from"
                + " the DA layer"));
  }
}
