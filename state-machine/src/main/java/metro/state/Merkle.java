package metro.state;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Hash;

/**
 * Merkle trees of RFC 6962: leaf prefix 0x00, node prefix 0x01, split at the largest power of 2.
 */
public final class Merkle {
  static final byte[] LEAF = {0};
  static final byte[] NODE = {1};

  /** The root over no leaves. */
  static final Hash EMPTY = Sha256.hash();

  private Merkle() {}

  /** The hash of a leaf's bytes. */
  public static Hash leaf(byte[] bytes) {
    return Sha256.hash(LEAF, bytes);
  }

  /** The hash of two subtrees. */
  public static Hash node(Hash left, Hash right) {
    byte[] both = new byte[1 + 2 * Hash.SIZE];
    both[0] = NODE[0];
    left.copyTo(both, 1);
    right.copyTo(both, 1 + Hash.SIZE);
    return Sha256.hash(both);
  }

  /** The root over hashed leaves; SHA-256 of nothing when there are none. */
  public static Hash root(List<Hash> leaves) {
    return switch (leaves.size()) {
      case 0 -> EMPTY;
      case 1 -> leaves.getFirst();
      default -> {
        int split = split(leaves.size());
        yield node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
      }
    };
  }

  /** The path from leaf {@code index} to the root over {@code leaves}. */
  public static MerklePath path(List<Hash> leaves, int index) {
    List<Hash> siblings = new ArrayList<>();
    collect(leaves, index, siblings);
    return new MerklePath(index, leaves.size(), siblings);
  }

  /** The largest power of two below {@code size} (2 or more). */
  static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  private static void collect(List<Hash> leaves, int index, List<Hash> siblings) {
    if (leaves.size() <= 1) {
      return;
    }
    int split = split(leaves.size());
    List<Hash> left = leaves.subList(0, split);
    List<Hash> right = leaves.subList(split, leaves.size());
    if (index < split) {
      collect(left, index, siblings);
      siblings.add(root(right));
    } else {
      collect(right, index - split, siblings);
      siblings.add(root(left));
    }
  }
}
