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
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.HeadPath;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/** Makes batches of a {@link TestSequencer}'s blocks and posts them to a real embedded layer. */
public final class TestPoster {
  private static final long FIRST_NEIGHBOUR = 10_000_000_000L;

  private final TestSequencer sequencer;
  private long batch;
  private Hash previousHash = Hash.ZERO;
  private long fromHeight;
  private int neighbours;

  /** Begins with the first height. */
  public TestPoster(TestSequencer sequencer) {
    this.sequencer = sequencer;
  }

  /** Every batch from now on holds parts of so many other rollups too, which nobody reads. */
  public TestPoster besides(int others) {
    neighbours = others;
    return this;
  }

  private RollupBatch neighbour(long chainId) {
    RollupHead start = RollupHead.start(new RollupId(chainId));
    RollupBlock block =
        new RollupBlock(start.rollup(), 1, fromHeight + 1, 1, List.of(Bytes.fromHex("0x1234")));
    HeadPath head = new HeadPath(start.next(block), new MerklePath(0, 1, List.of()));
    return new RollupBatch(TestCommittee.CHAIN_ID, batch, start, List.of(block), head);
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
    if (!blocks.isEmpty()) {
      RollupBatch part =
          new RollupBatch(
              TestCommittee.CHAIN_ID,
              batch,
              previous,
              blocks,
              new HeadPath(last.head(), TestSequencer.path(last)));
      parts.add(part);
    }
    for (int i = 0; i < neighbours; i++) {
      parts.add(neighbour(FIRST_NEIGHBOUR + i));
    }
    BatchMetadata metadata =
        new BatchMetadata(
            batch,
            previousHash,
            fromHeight,
            last.header(),
            parts.stream().map(TestPoster::entry).toList(),
            List.of(),
            sequencer.certificate(last));
    Batch made = new Batch(metadata, parts);
    previousHash = made.hash();
    fromHeight = last.header().height();
    return made;
  }

  private static BatchMetadata.Entry entry(RollupBatch part) {
    return new BatchMetadata.Entry(
        part.rollup(),
        part.blocks().getFirst().number(),
        part.blocks().getLast().number(),
        part.contentHash());
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
