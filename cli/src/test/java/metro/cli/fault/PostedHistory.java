package metro.cli.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.batch.BatchCodec;
import metro.da.batch.BatchMetadata;
import metro.da.batch.DenseBlob;
import metro.da.batch.Layout;
import metro.da.batch.RollupBatch;
import metro.da.celestia.Namespace;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Committee;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/** Everything that stands on the DA layer, as somebody reads it who trusts the committee only. */
final class PostedHistory {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final DaLayer da;
  private final Committee committee;
  private final Address poster;
  private final RollupId rollup;
  private final RollupHistory history = RollupHistory.empty();
  private final NavigableMap<Long, Long> daHeights = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private int copies;
  private long toHeight;
  private Hash previous = Hash.ZERO;
  private RollupHead head;

  private PostedHistory(DaLayer da, Committee committee, Address poster, RollupId rollup) {
    this.da = da;
    this.committee = committee;
    this.poster = poster;
    this.rollup = rollup;
    this.head = RollupHead.start(rollup);
  }

  /** Reads all heights there are, of what {@code poster} paid for. */
  static PostedHistory read(DaLayer da, Committee committee, Address poster, RollupId rollup)
      throws DaException {
    PostedHistory out = new PostedHistory(da, committee, poster, rollup);
    long last = da.head(LIMIT).height().value();
    for (long height = 1; height <= last; height++) {
      out.take(da.header(new DaHeight(height), LIMIT));
    }
    return out;
  }

  /** The rollup's transactions, each batch taken once. */
  RollupHistory history() {
    return history;
  }

  /** DA height of each batch, by number. */
  NavigableMap<Long, Long> daHeights() {
    return daHeights;
  }

  /** Batches that stand there although they stood there before. */
  int copies() {
    return copies;
  }

  /** Last sequencer height. */
  long toHeight() {
    return toHeight;
  }

  /** Batches missing, out of order, not certified or not whole. */
  List<String> problems() {
    return problems;
  }

  private void take(DaHeader header) throws DaException {
    List<Blob> committees = blobs(header, Namespace.ofCommittee(committee.chainId()));
    for (Blob blob : committees) {
      if (!DenseBlob.looksLike(blob.data())) {
        take(header, blob.data(), BatchMetadata.decode(blob.data()), committees);
      }
    }
  }

  private void take(DaHeader header, Bytes blob, BatchMetadata metadata, List<Blob> committees)
      throws DaException {
    if (metadata.batch() <= daHeights.size()) {
      copies++;
      return;
    }
    String name = "batch " + metadata.batch() + " at DA height " + header.height();
    if (metadata.batch() != daHeights.size() + 1
        || !metadata.previousBatchHash().equals(previous)
        || metadata.fromHeight() != toHeight) {
      problems.add(name + " does not follow batch " + daHeights.size() + " to " + toHeight);
    }
    metadata.problem(committee).ifPresent(problem -> problems.add(name + ": " + problem));
    daHeights.put(metadata.batch(), header.height().value());
    previous = metadata.batchHash();
    toHeight = metadata.toHeight();
    if (metadata.entry(rollup).isPresent()) {
      take(name, metadata, part(header, metadata, BatchMetadata.layout(blob), committees));
    }
  }

  private void take(String name, BatchMetadata metadata, Optional<RollupBatch> part) {
    if (part.isEmpty() || !part.get().previous().equals(head)) {
      problems.add(name + " has no part of the rollup that continues " + head);
      return;
    }
    part.get().problem(metadata).ifPresent(problem -> problems.add(name + ": " + problem));
    head = part.get().head().head();
    for (RollupBlock block : part.get().blocks()) {
      history.add(block.number(), block.transactions().stream().map(Bytes::toArray).toList());
    }
  }

  private Optional<RollupBatch> part(
      DaHeader header, BatchMetadata metadata, Layout layout, List<Blob> committees)
      throws DaException {
    Stream<BatchCodec.RollupBlob> parts =
        switch (layout) {
          case PER_NAMESPACE ->
              blobs(header, Namespace.ofRollup(rollup)).stream()
                  .map(blob -> BatchCodec.open(blob.data()));
          case DENSE ->
              committees.stream()
                  .filter(blob -> DenseBlob.looksLike(blob.data()))
                  .flatMap(blob -> DenseBlob.part(blob.data(), rollup).stream());
        };
    return parts
        .filter(part -> part.batch() == metadata.batch())
        .map(BatchCodec::decode)
        .findFirst();
  }

  private List<Blob> blobs(DaHeader header, Namespace namespace) throws DaException {
    return da.read(header, namespace, LIMIT).blobs().stream()
        .filter(blob -> blob.signer().equals(Optional.of(poster)))
        .toList();
  }
}
