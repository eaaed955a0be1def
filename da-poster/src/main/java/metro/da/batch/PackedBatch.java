package metro.da.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.batch.BatchCodec.RollupBlob;
import metro.da.celestia.Gas;
import metro.da.celestia.Namespace;
import metro.da.celestia.SquareSpace;
import metro.ethereum.Address;
import metro.ethereum.Bytes;

/**
 * A batch as the blobs of one transaction, metadata first, in the layout that costs less.
 *
 * @param batch what it is
 * @param blobs to be paid for
 * @param figures in numbers
 */
public record PackedBatch(Batch batch, List<Blob> blobs, BatchFigures figures) {
  public PackedBatch {
    blobs = List.copyOf(blobs);
  }

  /**
   * Packs a batch.
   *
   * @param signer the DA account that pays, on every blob when present
   */
  public static PackedBatch of(Batch batch, Namespaces namespaces, Optional<Address> signer) {
    List<RollupBlob> parts = batch.rollups().stream().map(BatchCodec::compress).toList();
    List<Integer> bodies = parts.stream().map(part -> part.body().length()).toList();
    LayoutPlan plan = LayoutPlan.of(bodies, signer.isPresent());
    return of(batch, parts, plan, namespaces, signer);
  }

  static PackedBatch of(
      Batch batch,
      List<RollupBlob> parts,
      LayoutPlan plan,
      Namespaces namespaces,
      Optional<Address> signer) {
    Namespace own = namespaces.ofCommittee(batch.metadata().committee());
    byte[] metadata = batch.metadata().encode(plan.layout());
    List<Blob> blobs = new ArrayList<>();
    blobs.add(blob(own, signer, Bytes.wrap(metadata)));
    switch (plan.layout()) {
      case PER_NAMESPACE ->
          parts.forEach(part ->
              blobs.add(blob(namespaces.ofRollup(part.rollup()), signer, BatchCodec.encode(part))));
      case DENSE -> blobs.add(blob(own, signer, DenseBlob.encode(parts)));
    }
    long raw = batch.metadata().content().length;
    raw += parts.stream().mapToLong(RollupBlob::contentBytes).sum();
    return new PackedBatch(batch, blobs, figures(batch, raw, blobs, plan));
  }

  private static BatchFigures figures(Batch batch, long raw, List<Blob> blobs, LayoutPlan plan) {
    List<Integer> shares =
        blobs.stream().sorted(Comparator.comparing(Blob::namespace)).map(Blob::shareCount).toList();
    return new BatchFigures(
        batch.metadata().batch(),
        raw,
        blobs.stream().mapToLong(blob -> blob.data().length()).sum(),
        shares.stream().mapToLong(Integer::longValue).sum(),
        SquareSpace.shares(shares),
        Gas.estimate(blobs),
        plan);
  }

  private static Blob blob(Namespace namespace, Optional<Address> signer, Bytes data) {
    return signer
        .map(account -> Blob.signed(namespace, account, data))
        .orElseGet(() -> Blob.unsigned(namespace, data));
  }
}
