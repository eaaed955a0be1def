package metro.da.batch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.HeadPath;
import metro.state.LogEntry;
import metro.state.MalformedException;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/** Makes batches of a member's blocks: the same blocks make the same batch on every member. */
public final class BatchBuilder {
  private final BlockSource source;

  /** A builder that reads {@code source}. */
  public BatchBuilder(BlockSource source) {
    this.source = source;
  }

  /**
   * The height to which a batch after {@code fromHeight} goes when it may go to {@code
   * certifiedHeight}: as far as {@code targetBytes} on the layer allow, by at least one height.
   *
   * @throws BatchException when a block is missing
   */
  public long fittingHeight(long fromHeight, long certifiedHeight, long targetBytes)
      throws BatchException {
    long bytes = 0;
    Set<RollupId> rollups = new HashSet<>();
    long last = Math.min(certifiedHeight, fromHeight + BatchLimits.MAX_HEIGHTS);
    for (long height = fromHeight + 1; height <= last; height++) {
      bytes += bytes(block(height), rollups);
      boolean over = bytes > targetBytes || rollups.size() > BatchLimits.MAX_ROLLUPS;
      if (over && height > fromHeight + 1) {
        return height - 1;
      }
    }
    return last;
  }

  /** Bytes of the heights above {@code fromHeight} to {@code toHeight}, counted as there. */
  long bytes(long fromHeight, long toHeight) throws BatchException {
    long bytes = 0;
    Set<RollupId> rollups = new HashSet<>();
    for (long height = fromHeight + 1; height <= toHeight; height++) {
      bytes += bytes(block(height), rollups);
    }
    return bytes;
  }

  private static long bytes(Block block, Set<RollupId> rollups) {
    long bytes = 0;
    for (Block.Item item : block.items()) {
      bytes += 4L + encodedBytes(item.raw());
    }
    for (RollupHead head : block.heads()) {
      bytes += BatchLimits.BYTES_PER_BLOCK;
      bytes += rollups.add(head.rollup()) ? BatchLimits.BYTES_PER_ROLLUP : 0;
    }
    return bytes;
  }

  /**
   * About what bytes come to on the layer, rather more than less: whatever cannot be compressed
   * counts in full, a zero as a quarter of a byte, and nothing as less than half.
   */
  static int encodedBytes(Bytes raw) {
    int zeros = 0;
    for (byte value : raw.arrayForReading()) {
      zeros += value == 0 ? 1 : 0;
    }
    return Math.max(raw.length() - zeros + zeros / 4, raw.length() / 2);
  }

  /**
   * The batch of heights above {@code fromHeight} to {@code toHeight}.
   *
   * @throws BatchException when this member lacks a block, a path or a certificate for it
   */
  public Batch build(long batch, Hash previousBatchHash, long fromHeight, long toHeight)
      throws BatchException {
    Certificate certificate =
        source
            .certificateCovering(toHeight)
            .orElseThrow(() -> new BatchException("no certificate covers height " + toHeight));
    return build(batch, previousBatchHash, fromHeight, toHeight, certificate);
  }

  /**
   * The batch that the log has prepared, byte for byte as it was made then: with the certificate in
   * the log, whichever this member holds.
   *
   * @throws BatchException when this member lacks a block, a header or a path for it
   * @throws IllegalStateException when the log contradicts this member's blocks, or holds a
   *     certificate that readers would refuse
   */
  public Batch rebuild(LogEntry.BatchPrepared prepared, Hash previousBatchHash)
      throws BatchException {
    Batch batch =
        build(
            prepared.batch(),
            previousBatchHash,
            prepared.fromHeight(),
            prepared.toHeight(),
            certificate(prepared));
    if (!batch.is(prepared)) {
      throw new IllegalStateException(
          "batch "
              + prepared.batch()
              + " is prepared as "
              + prepared.batchHash()
              + " but this member makes "
              + batch.hash()
              + " of the same heights: its blocks differ from the leader's that prepared it");
    }
    Optional<String> problem = batch.metadata().problem(source.committee());
    if (problem.isPresent()) {
      throw new IllegalStateException(
          "batch " + prepared.batch() + " is prepared, but " + problem.get());
    }
    return batch;
  }

  private static Certificate certificate(LogEntry.BatchPrepared prepared) {
    try {
      return Certificate.decode(prepared.certificate().toArray());
    } catch (MalformedException e) {
      throw new IllegalStateException(
          "batch " + prepared.batch() + " is prepared with what is no certificate", e);
    }
  }

  private Batch build(
      long batch, Hash previousBatchHash, long fromHeight, long toHeight, Certificate certificate)
      throws BatchException {
    SortedMap<RollupId, List<RollupBlock>> blocks = new TreeMap<>();
    for (long height = fromHeight + 1; height <= toHeight; height++) {
      block(height)
          .rollupBlocks()
          .forEach((id, one) -> blocks.computeIfAbsent(id, r -> new ArrayList<>()).add(one));
    }
    BlockHeader header = header(toHeight);
    List<RollupBatch> parts = new ArrayList<>();
    List<BatchMetadata.Entry> entries = new ArrayList<>();
    for (var entry : blocks.entrySet()) {
      RollupBatch part = part(header, batch, fromHeight, entry.getKey(), entry.getValue());
      parts.add(part);
      entries.add(
          new BatchMetadata.Entry(
              part.rollup(),
              part.blocks().getFirst().number(),
              part.blocks().getLast().number(),
              part.contentHash()));
    }
    return new Batch(
        new BatchMetadata(
            batch,
            previousBatchHash,
            fromHeight,
            header,
            entries,
            trailing(toHeight, certificate.height()),
            certificate),
        parts);
  }

  private RollupBatch part(
      BlockHeader header, long batch, long fromHeight, RollupId rollup, List<RollupBlock> blocks)
      throws BatchException {
    RollupHead previous =
        source
            .headPath(rollup, fromHeight)
            .map(HeadPath::head)
            .orElseGet(() -> RollupHead.start(rollup));
    HeadPath head =
        source
            .headPath(rollup, header.height())
            .orElseThrow(() ->
                new BatchException(
                    "no path of rollup " + rollup + " at height " + header.height()));
    return new RollupBatch(header.committee(), batch, previous, blocks, head);
  }

  private List<BlockHeader> trailing(long toHeight, long certifiedHeight) throws BatchException {
    if (certifiedHeight - toHeight > BatchLimits.MAX_TRAILING_HEADERS) {
      throw new BatchException(
          "the next certificate after height " + toHeight + " is of " + certifiedHeight);
    }
    List<BlockHeader> headers = new ArrayList<>();
    for (long height = toHeight + 1; height <= certifiedHeight; height++) {
      headers.add(header(height));
    }
    return headers;
  }

  private Block block(long height) throws BatchException {
    Optional<Block> block = source.block(height);
    return block.orElseThrow(() -> new BatchException("block " + height + " is not kept here"));
  }

  private BlockHeader header(long height) throws BatchException {
    Optional<BlockHeader> header = source.header(height);
    return header.orElseThrow(() -> new BatchException("header " + height + " is not kept here"));
  }
}
