package metro.rollup.da;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.batch.BatchCodec;
import metro.da.batch.BatchMetadata;
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
    for (BatchMetadata metadata : metadata(content, committee)) {
      if (metadata.batch() <= cursor.batch()) {
        LOG.info(
            "rollup {}: batch {} again at {}", rollup, metadata.batch(), content.header().height());
        continue;
      }
      Optional<String> gap = gap(metadata);
      if (gap.isEmpty()) {
        gap = takeBatch(metadata, content, derivation, seconds);
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

  /** Metadata under a valid certificate, by anybody; the rest is passed over. */
  private List<BatchMetadata> metadata(DaContent content, Committee committee) {
    List<BatchMetadata> out = new ArrayList<>();
    for (Blob blob : content.metadata()) {
      try {
        BatchMetadata metadata = BatchMetadata.decode(blob.data());
        Optional<String> problem =
            metadata.problem(committee).or(() -> partProblem(metadata, content));
        if (problem.isEmpty()) {
          out.add(metadata);
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

  /** A batch is posted whole: one whose part of this rollup is not beside it is somebody's copy. */
  private Optional<String> partProblem(BatchMetadata metadata, DaContent content) {
    boolean isMissing = metadata.entry(rollup).isPresent() && part(metadata, content).isEmpty();
    return isMissing ? Optional.of("its part of this rollup is not beside it") : Optional.empty();
  }

  private Optional<RollupBatch> part(BatchMetadata metadata, DaContent content) {
    for (Blob blob : content.parts()) {
      try {
        BatchCodec.RollupBlob outside = BatchCodec.open(blob.data());
        if (outside.batch() == metadata.batch() && outside.rollup().equals(rollup)) {
          RollupBatch part = BatchCodec.decode(outside);
          if (part.problem(metadata).isEmpty()) {
            return Optional.of(part);
          }
        }
      } catch (MalformedException e) {
        LOG.warn("DA height {}: a blob is no part: {}", content.header().height(), e.getMessage());
      }
    }
    return Optional.empty();
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
      BatchMetadata metadata,
      DaContent content,
      SecondsDerivation derivation,
      List<Second> seconds) {
    Optional<RollupBatch> part = part(metadata, content);
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
