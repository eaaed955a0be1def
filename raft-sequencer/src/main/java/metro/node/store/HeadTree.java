package metro.node.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Hash;
import metro.state.HeadPath;
import metro.state.Merkle;
import metro.state.MerklePath;
import metro.state.RollupHead;
import metro.state.RollupId;

/**
 * The tree of all rollups' heads under one header, with its inner nodes kept, so that each path
 * costs its own length only. Same tree as {@link Merkle}: pairing nodes level by level and taking
 * an odd last one up unchanged is RFC 6962's split at the largest power of two.
 */
final class HeadTree {
  private final List<RollupHead> heads;
  private final Map<RollupId, Integer> indices = new HashMap<>();
  private final List<List<Hash>> levels = new ArrayList<>();

  /** The tree over {@code heads} in registry order. */
  HeadTree(List<RollupHead> heads) {
    this.heads = heads;
    for (int i = 0; i < heads.size(); i++) {
      indices.put(heads.get(i).rollup(), i);
    }
    levels.add(heads.stream().map(RollupHead::leaf).toList());
    while (levels.getLast().size() > 1) {
      levels.add(parents(levels.getLast()));
    }
  }

  /** The head of {@code rollup} with its path; empty when it was not registered at the height. */
  Optional<HeadPath> prove(RollupId rollup) {
    return Optional.ofNullable(indices.get(rollup))
        .map(index -> new HeadPath(heads.get(index), path(index)));
  }

  private MerklePath path(int index) {
    List<Hash> siblings = new ArrayList<>();
    int at = index;
    for (List<Hash> level : levels) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        siblings.add(level.get(sibling));
      }
      at >>= 1;
    }
    return new MerklePath(index, heads.size(), siblings);
  }

  private static List<Hash> parents(List<Hash> level) {
    List<Hash> out = new ArrayList<>();
    for (int i = 0; i < level.size(); i += 2) {
      boolean paired = i + 1 < level.size();
      out.add(paired ? Merkle.node(level.get(i), level.get(i + 1)) : level.get(i));
    }
    return out;
  }
}
