package metro.da.celestia;

import java.util.ArrayList;
import java.util.List;
import metro.da.Blob;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Merkle;

/** The commitment to a blob that the paying transaction carries. */
public final class ShareCommitment {
  private ShareCommitment() {}

  /** RFC 6962 root over the blob's subtree roots. */
  public static Hash of(Blob blob) {
    return ofRoots(subtreeRoots(ShareSplitter.split(blob)));
  }

  /** RFC 6962 root over subtree roots of 90 bytes. */
  static Hash ofRoots(List<Bytes> subtreeRoots) {
    return Merkle.root(
        subtreeRoots.stream().map(root -> Merkle.leaf(root.arrayForReading())).toList());
  }

  /** Roots of the namespaced trees over the blob's shares, cut into its mountain range. */
  static List<Bytes> subtreeRoots(List<Share> shares) {
    Nmt nmt = Nmt.celestia();
    List<Bytes> roots = new ArrayList<>();
    int at = 0;
    for (int size :
        SubtreeLayout.mountainRange(shares.size(), SubtreeLayout.subtreeWidth(shares.size()))) {
      List<byte[]> leaves = shares.subList(at, at + size).stream().map(nmt::shareLeaf).toList();
      roots.add(new NmtTree(nmt, leaves).root());
      at += size;
    }
    return roots;
  }
}
