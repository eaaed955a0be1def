package metro.da.celestia;

import java.util.List;
import metro.da.DaException;
import metro.ethereum.Bytes;

/** Checks that namespace data is all there is in a square. */
public final class NamespaceVerifier {
  private NamespaceVerifier() {}

  /**
   * Checks every row against the header's roots: exactly the rows whose range covers the namespace,
   * each with a complete proof.
   *
   * @throws DaException of kind UNPROVEN naming the row
   */
  public static void requireComplete(
      DataAvailabilityHeader dah, Namespace namespace, NamespaceData data) throws DaException {
    List<Integer> rows = dah.rowsWith(namespace);
    if (rows.size() != data.rows().size()) {
      throw DaException.unproven(
          "namespace " + namespace + " spans " + rows.size() + " rows, not " + data.rows().size());
    }
    for (int i = 0; i < rows.size(); i++) {
      if (!proves(dah, rows.get(i), namespace, data.rows().get(i))) {
        throw DaException.unproven(
            "namespace " + namespace + ": the proof of row " + rows.get(i) + " does not hold");
      }
    }
  }

  private static boolean proves(
      DataAvailabilityHeader dah, int row, Namespace namespace, NamespaceData.Row data) {
    Nmt nmt = Nmt.celestia();
    Bytes root = dah.rowRoots().get(row);
    NmtProof proof = data.proof();
    List<byte[]> leaves = data.shares().stream().map(nmt::shareLeaf).toList();
    return data.shares().stream().allMatch(share -> share.isOf(namespace))
        && proof.end() <= dah.rowRoots().size()
        && proof.provesNamespace(nmt, root, namespace.bytes(), leaves);
  }
}
