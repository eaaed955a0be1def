package metro.da.batch;

import java.time.Duration;
import java.util.List;
import metro.da.Blob;
import metro.da.Broadcast;
import metro.da.DaException;
import metro.da.DaLayer;
import metro.da.Refusal;
import metro.da.SigningDaLayer;
import metro.da.SubmitResult;
import metro.da.TxFate;
import metro.da.batch.PostingMeter.Outcome;
import metro.state.DaTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a prepared batch to the layer: hands it to a node that signs, or sends signed bytes. */
final class Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

  private final DaLayer da;
  private final PosterConfig config;
  private final PostingMeter meter;

  Carrier(DaLayer da, PosterConfig config, PostingMeter meter) {
    this.da = da;
    this.config = config;
    this.meter = meter;
  }

  /**
   * Sends {@code blobs} of an attempt, or asks for them first where they were sent before.
   *
   * @return what is known afterwards at DA height {@code daHead}
   */
  Submission carry(Attempt attempt, List<Blob> blobs, long daHead) throws DaException {
    if (attempt.prepared().transaction().isPresent() && da instanceof SigningDaLayer signing) {
      return signed(signing, attempt, attempt.prepared().transaction().get(), blobs, daHead);
    }
    return unsigned(attempt.batch(), blobs, daHead);
  }

  private Submission signed(
      SigningDaLayer layer,
      Attempt attempt,
      DaTransaction transaction,
      List<Blob> blobs,
      long daHead)
      throws DaException {
    boolean isOver = daHead > transaction.timeoutHeight();
    if (isOver || !(attempt.submission() instanceof Submission.NotTried)) {
      switch (layer.fate(transaction, config.readTimeout())) {
        case TxFate.Committed committed -> {
          meter.ended(Outcome.INCLUDED);
          return new Submission.Claimed(Math.max(daHead, committed.height().value()));
        }
        case TxFate.Pending pending when !isOver -> {
          return new Submission.InDoubt(daHead);
        }
        default -> {
          if (isOver) {
            return new Submission.Expired(daHead);
          }
        }
      }
    }
    return broadcast(layer, attempt, transaction, blobs, daHead);
  }

  private Submission broadcast(
      SigningDaLayer layer,
      Attempt attempt,
      DaTransaction transaction,
      List<Blob> blobs,
      long daHead) {
    Broadcast answer = layer.broadcast(transaction, blobs, config.submitTimeout());
    LOG.info(
        "batch {} sent to the DA layer, good to height {}: {}",
        attempt.prepared().batch(),
        transaction.timeoutHeight(),
        answer);
    return switch (answer) {
      case Broadcast.Taken taken -> {
        meter.ended(Outcome.TAKEN);
        yield new Submission.InDoubt(daHead);
      }
      case Broadcast.Refused refused -> {
        meter.refused(refused.why());
        yield new Submission.Rejected(daHead, refused.why());
      }
      case Broadcast.Unanswered unanswered -> {
        meter.ended(Outcome.UNKNOWN);
        yield new Submission.InDoubt(daHead);
      }
    };
  }

  private Submission unsigned(Batch batch, List<Blob> blobs, long daHead) {
    Duration limit = config.submitTimeout();
    SubmitResult result = da.submit(blobs, limit);
    LOG.info("batch {} handed to the DA layer: {}", batch.metadata().batch(), result);
    return switch (result) {
      case SubmitResult.Included included -> {
        meter.ended(Outcome.INCLUDED);
        yield new Submission.Claimed(Math.max(daHead, included.height().value()));
      }
      case SubmitResult.Unknown unknown -> {
        meter.ended(Outcome.UNKNOWN);
        yield new Submission.InDoubt(daHead);
      }
      case SubmitResult.Refused refused -> {
        meter.refused(refused.why());
        yield new Submission.Rejected(daHead, refused.why());
      }
      case SubmitResult.Unavailable unavailable -> {
        meter.ended(Outcome.UNAVAILABLE);
        yield new Submission.Rejected(daHead, Refusal.OTHER);
      }
    };
  }
}
