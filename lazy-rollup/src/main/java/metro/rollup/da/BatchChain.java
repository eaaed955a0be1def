package metro.rollup.da;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.batch.BatchCodec;
import metro.da.batch.BatchMetadata;
import metro.da.batch.DenseBlob;
import metro.da.batch.Layout;
import metro.da.batch.RollupBatch;
import metro.rollup.chain.Second;
import metro.rollup.chain.SecondsDerivation;
import metro.state.Committee;
import metro.state.MalformedException;
import metro.state.RollupBlock;
import metro.state.RollupId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches of one rollup in their order, and the seconds they close. Pure but for its log; takes
 * a height's content as a whole or not at all.
 */
final class BatchChain {
  private static final Logger LOG = LoggerFactory.getLogger(BatchChain.class);

  private final RollupId rollup;
  private DaCursor cursor;

  BatchChain(RollupId rollup, DaCursor cursor) {
    this.rollup = rollup;
    this.cursor = cursor;
  }

  /** What a height brought. */
  sealed interface Step {
    /**
     * Batches in order, or none.
     *
     * @param batches taken
     * @param seconds they closed
     * @param completeBefore the committee has posted all it ordered in the seconds before it
     */
    record Taken(List<BatchMetadata> batches, List<Second> seconds, long completeBefore)
        implements Step {}

    /** A certified batch stands where an earlier one is missing: nothing can follow. */
    record Gap(String explanation) implements Step {}
  }

  DaCursor cursor() {
    return cursor;
  }

  /** Remembers how far forced transactions are; part of the cursor only. */
  void forced(ForcedSchedule forced, long forcedFinal) {
    cursor = cursor.with(forced, forcedFinal);
  }

  Step take(DaContent content, Committee committee) {
    SecondsDerivation derivation = cursor.derivation();
    DaCursor before = cursor;
    List<BatchMetadata> taken = new ArrayList<>();
    List<Second> seconds = new ArrayList<>();
    for (Found found : batches(content, committee)) {
      BatchMetadata metadata = found.metadata();
      if (metadata.batch() <= cursor.batch()) {
        LOG.info(
            "rollup {}: batch {} again at {}", rollup, metadata.batch(), content.header().height());
        continue;
      }
      Optional<String> gap = gap(metadata);
      if (gap.isEmpty()) {
        gap = takeBatch(found, derivation, seconds);
        taken.add(metadata);
      }
      if (gap.isPresent()) {
        cursor = before;
        return new Step.Gap(
            "DA height %s: batch %d %s"
                .formatted(content.header().height(), metadata.batch(), gap.get()));
      }
    }
    cursor =
        new DaCursor(
            content.header().height().value() + 1,
            cursor.batch(),
            cursor.batchHash(),
            cursor.toHeight(),
            derivation.headBeforeOpen(),
            derivation.closedSecond(),
            derivation.open(),
            cursor.forced(),
            cursor.forcedFinal());
    long complete =
        taken.isEmpty()
            ? Long.MIN_VALUE
            : SecondsDerivation.secondOf(taken.getLast().header().timeMs());
    return new Step.Taken(taken, seconds, complete);
  }

  /**
   * A batch at this height.
   *
   * @param metadata under a valid certificate
   * @param part of this rollup, if it has one
   */
  private record Found(BatchMetadata metadata, Optional<RollupBatch> part) {}

  /** Batches that stand here whole, by anybody; the rest is passed over. */
  private List<Found> batches(DaContent content, Committee committee) {
    List<Found> out = new ArrayList<>();
    for (Blob blob : content.metadata()) {
      try {
        BatchMetadata metadata = BatchMetadata.decode(blob.data());
        Optional<RollupBatch> part = Optional.empty();
        Optional<String> problem = metadata.problem(committee);
        if (problem.isEmpty() && metadata.entry(rollup).isPresent()) {
          part = part(metadata, BatchMetadata.layout(blob.data()), content);
          // A batch is posted whole: one without its part is somebody's copy.
          problem =
              part.isEmpty()
                  ? Optional.of("its part of this rollup is not beside it")
                  : Optional.empty();
        }
        if (problem.isEmpty()) {
          out.add(new Found(metadata, part));
        } else {
          LOG.warn(
              "DA height {}: batch {} passed over: {}",
              content.header().height(),
              metadata.batch(),
              problem.get());
        }
      } catch (MalformedException e) {
        LOG.warn(
            "DA height {}: a blob is no metadata: {}", content.header().height(), e.getMessage());
      }
    }
    return out;
  }

  /** The part counts only where the metadata say it is, so that all readers agree. */
  private Optional<RollupBatch> part(BatchMetadata metadata, Layout layout, DaContent content) {
    for (Blob blob : layout == Layout.DENSE ? content.dense() : content.parts()) {
      try {
        Optional<RollupBatch> part =
            outside(blob, layout)
                .filter(it -> it.batch() == metadata.batch() && it.rollup().equals(rollup))
                .map(BatchCodec::decode)
                .filter(it -> it.problem(metadata).isEmpty());
        if (part.isPresent()) {
          return part;
        }
      } catch (MalformedException e) {
        LOG.warn("DA height {}: a blob is no part: {}", content.header().height(), e.getMessage());
      }
    }
    return Optional.empty();
  }

  private Optional<BatchCodec.RollupBlob> outside(Blob blob, Layout layout) {
    return switch (layout) {
      case DENSE -> DenseBlob.part(blob.data(), rollup);
      case PER_NAMESPACE -> Optional.of(BatchCodec.open(blob.data()));
    };
  }

  private Optional<String> gap(BatchMetadata metadata) {
    if (metadata.batch() != cursor.batch() + 1) {
      return Optional.of("follows batch " + cursor.batch());
    }
    if (!metadata.previousBatchHash().equals(cursor.batchHash())) {
      return Optional.of(
          "names %s as the batch before, which was %s"
              .formatted(metadata.previousBatchHash(), cursor.batchHash()));
    }
    return metadata.fromHeight() == cursor.toHeight()
        ? Optional.empty()
        : Optional.of(
            "begins after height %d, the batch before ended at %d"
                .formatted(metadata.fromHeight(), cursor.toHeight()));
  }

  private Optional<String> takeBatch(
      Found found, SecondsDerivation derivation, List<Second> seconds) {
    BatchMetadata metadata = found.metadata();
    Optional<RollupBatch> part = found.part();
    if (part.isPresent() && !part.get().previous().equals(derivation.head())) {
      return Optional.of(
          "continues %s, the rollup stands at %s"
              .formatted(part.get().previous(), derivation.head()));
    }
    for (RollupBlock block : part.map(RollupBatch::blocks).orElse(List.of())) {
      switch (derivation.append(block)) {
        case SecondsDerivation.Appended(Optional<Second> closed) -> closed.ifPresent(seconds::add);
        case SecondsDerivation.Refused(String reason) -> {
          return Optional.of(reason);
        }
      }
    }
    derivation.close(metadata.header().timeMs()).ifPresent(seconds::add);
    cursor =
        new DaCursor(
            cursor.nextDaHeight(),
            metadata.batch(),
            metadata.batchHash(),
            metadata.toHeight(),
            cursor.head(),
            cursor.closedSecond(),
            cursor.open(),
            cursor.forced(),
            cursor.forcedFinal());
    return Optional.empty();
  }
}
