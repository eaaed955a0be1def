package metro.da.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import metro.da.Blob;
import metro.da.celestia.CommitmentProof;
import metro.da.celestia.NamespaceData;
import metro.da.celestia.NmtProof;
import metro.da.celestia.Share;
import metro.ethereum.Bytes;

/** Answers that look right and are not. Each is refused by whoever verifies it. */
final class Lies {
  private Lies() {}

  /** The same shares, proven wrongly. */
  static NamespaceData wrongProof(NamespaceData truth) {
    return replaceFirst(truth, row -> new NamespaceData.Row(row.shares(), wrong(row.proof())));
  }

  /** A changed share; where there is none, a row less. */
  static NamespaceData wrongData(NamespaceData truth) {
    boolean holdsData = truth.rows().stream().anyMatch(row -> !row.shares().isEmpty());
    return holdsData
        ? replaceFirst(truth, row -> new NamespaceData.Row(changed(row.shares()), row.proof()))
        : new NamespaceData(truth.rows().stream().skip(1).toList());
  }

  /** The same data with rows of the namespace kept back: proven absence of nothing. */
  static NamespaceData hidden(NamespaceData truth) {
    return new NamespaceData(
        truth.rows().stream().map(row -> new NamespaceData.Row(List.of(), row.proof())).toList());
  }

  private static NamespaceData replaceFirst(
      NamespaceData truth, UnaryOperator<NamespaceData.Row> lie) {
    List<NamespaceData.Row> rows = new ArrayList<>(truth.rows());
    if (!rows.isEmpty()) {
      rows.set(0, lie.apply(rows.getFirst()));
    }
    return new NamespaceData(rows);
  }

  private static List<Share> changed(List<Share> shares) {
    List<Share> out = new ArrayList<>(shares);
    if (!out.isEmpty()) {
      out.set(0, new Share(changedLastByte(out.getFirst().bytes())));
    }
    return out;
  }

  /** Proof of another place. */
  static CommitmentProof wrongProof(CommitmentProof truth) {
    List<NmtProof> proofs = new ArrayList<>(truth.subtreeRootProofs());
    proofs.set(0, wrong(proofs.getFirst()));
    return new CommitmentProof(truth.subtreeRoots(), proofs, truth.namespace(), truth.rowProof());
  }

  static NmtProof wrong(NmtProof proof) {
    List<Bytes> nodes = new ArrayList<>(proof.nodes());
    if (nodes.isEmpty()) {
      return new NmtProof(proof.start(), proof.end() + 1, nodes, proof.leafHash());
    }
    nodes.set(0, changedLastByte(nodes.getFirst()));
    return new NmtProof(proof.start(), proof.end(), nodes, proof.leafHash());
  }

  /** A blob of the same form with other data. */
  static Blob changed(Blob blob) {
    return new Blob(
        blob.namespace(), blob.shareVersion(), blob.signer(), changedLastByte(blob.data()));
  }

  private static Bytes changedLastByte(Bytes bytes) {
    byte[] out = bytes.toArray();
    out[out.length - 1] ^= 1;
    return Bytes.wrap(out);
  }
}
