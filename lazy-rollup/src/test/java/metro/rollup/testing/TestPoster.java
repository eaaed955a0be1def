package metro.rollup.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.DaLayer;
import metro.da.SubmitResult;
import metro.da.batch.Batch;
import metro.da.batch.BatchCodec;
import metro.da.batch.BatchMetadata;
import metro.da.batch.Namespaces;
import metro.da.batch.RollupBatch;
import metro.da.embedded.EmbeddedDa;
import metro.ethereum.Hash;
import metro.state.HeadPath;
import metro.state.RollupBlock;
import metro.state.RollupHead;

/** Makes batches of a {@link TestSequencer}'s blocks and posts them to a real embedded layer. */
public final class TestPoster {
  private final TestSequencer sequencer;
  private long batch;
  private Hash previousHash = Hash.ZERO;
  private long fromHeight;

  /** Begins with the first height. */
  public TestPoster(TestSequencer sequencer) {
    this.sequencer = sequencer;
  }

  /** The next batch, up to the link with this index. */
  public Batch make(int lastLink) {
    TestSequencer.Link last = sequencer.links().get(lastLink);
    RollupHead previous =
        fromHeight == 0
            ? RollupHead.start(last.head().rollup())
            : sequencer.links().get((int) fromHeight - 1).head();
    List<RollupBlock> blocks =
        sequencer.blocks().stream()
            .filter(b -> b.number() > previous.number() && b.number() <= last.head().number())
            .toList();
    batch++;
    List<RollupBatch> parts = new ArrayList<>();
    List<BatchMetadata.Entry> entries = new ArrayList<>();
    if (!blocks.isEmpty()) {
      RollupBatch part =
          new RollupBatch(
              TestCommittee.CHAIN_ID,
              batch,
              previous,
              blocks,
              new HeadPath(last.head(), TestSequencer.path(last)));
      parts.add(part);
      entries.add(
          new BatchMetadata.Entry(
              part.rollup(),
              blocks.getFirst().number(),
              blocks.getLast().number(),
              part.contentHash()));
    }
    BatchMetadata metadata =
        new BatchMetadata(
            batch,
            previousHash,
            fromHeight,
            last.header(),
            entries,
            List.of(),
            sequencer.certificate(last));
    Batch made = new Batch(metadata, parts);
    previousHash = made.hash();
    fromHeight = last.header().height();
    return made;
  }

  /** Puts a batch on the layer, in a block of its own. */
  public static void post(EmbeddedDa da, Batch batch) {
    post(da, BatchCodec.blobs(batch, Namespaces.DEFAULT, Optional.empty()));
  }

  /** Puts blobs on the layer, in a block of their own. */
  public static void post(EmbeddedDa da, List<Blob> blobs) {
    List<SubmitResult> result = new ArrayList<>();
    Thread submitting =
        Thread.ofVirtual()
            .start(() -> {
              try (DaLayer layer = da.layer()) {
                result.add(layer.submit(blobs, Duration.ofSeconds(30)));
              }
            });
    Eventually.until(
        "the blobs are included",
        () -> {
          da.produceBlock();
          return !submitting.isAlive();
        });
    if (!(result.getFirst() instanceof SubmitResult.Included)) {
      throw new AssertionError("not posted: " + result);
    }
  }
}
