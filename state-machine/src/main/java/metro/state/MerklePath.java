package metro.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;

/**
 * The way from one leaf to the root of an RFC 6962 tree.
 *
 * @param index the leaf's place, from 0
 * @param size the number of leaves
 * @param siblings hashes beside the way, from the leaf upwards
 */
public record MerklePath(int index, int size, List<Hash> siblings) {
  /** No tree of an {@code int} size is higher. */
  public static final int MAX_SIBLINGS = 31;

  private static final int TAG = 0x50;

  public MerklePath {
    siblings = List.copyOf(siblings);
  }

  /**
   * The root this path leads to from {@code leaf}; empty when the path has not the tree's shape.
   */
  public Optional<Hash> root(Hash leaf) {
    if (index < 0 || index >= size || siblings.size() > MAX_SIBLINGS) {
      return Optional.empty();
    }
    List<Boolean> rightTurns = new ArrayList<>();
    int at = index;
    for (int n = size; n > 1; ) {
      int split = Merkle.split(n);
      boolean right = at >= split;
      rightTurns.add(right);
      at = right ? at - split : at;
      n = right ? n - split : split;
    }
    if (rightTurns.size() != siblings.size()) {
      return Optional.empty();
    }
    Hash hash = leaf;
    for (int i = 0; i < siblings.size(); i++) {
      boolean right = rightTurns.get(siblings.size() - 1 - i);
      hash = right ? Merkle.node(siblings.get(i), hash) : Merkle.node(hash, siblings.get(i));
    }
    return Optional.of(hash);
  }

  /** Tag 0x50, index, size, sibling count (u8), siblings. */
  public void encode(Encoder out) {
    out.u8(TAG).u32(index).u32(size).u8(siblings.size());
    siblings.forEach(out::hash);
  }

  /** Reads {@link #encode}. */
  public static MerklePath decode(Decoder in) {
    in.tag(TAG, "Merkle path");
    int index = in.count(Integer.MAX_VALUE, "Merkle path index");
    int size = in.count(Integer.MAX_VALUE, "Merkle path size");
    int count = in.u8("Merkle path length");
    if (count > MAX_SIBLINGS) {
      throw new MalformedException("Merkle path length is above " + MAX_SIBLINGS);
    }
    List<Hash> siblings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      siblings.add(in.hash("Merkle path sibling"));
    }
    return new MerklePath(index, size, siblings);
  }
}
