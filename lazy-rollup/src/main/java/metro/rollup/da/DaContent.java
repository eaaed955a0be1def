package metro.rollup.da;

import java.util.List;
import metro.da.Blob;
import metro.da.DaHeader;
import metro.state.Admission.Admitted;

/**
 * All that a DA height holds for a rollup, proven complete.
 *
 * @param header of the height
 * @param metadata blobs in the committee's namespace that may be metadata
 * @param dense blobs in the committee's namespace that may hold all parts of a batch
 * @param parts blobs in the rollup's namespace that may be parts of batches; read only where some
 *     metadata say that they are there
 * @param forced transactions in the rollup's forced namespace
 */
record DaContent(
    DaHeader header,
    List<Blob> metadata,
    List<Blob> dense,
    List<Blob> parts,
    List<Admitted> forced) {
  DaContent {
    metadata = List.copyOf(metadata);
    dense = List.copyOf(dense);
    parts = List.copyOf(parts);
    forced = List.copyOf(forced);
  }
}
