package metro.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import metro.ethereum.Hash;

/**
 * The RFC 6962 tree over all rollups' heads in registry order, kept up to date at a cost of one
 * path for each changed head. Not safe for use by several threads.
 */
public final class RollupsTree {
  /** Level 0 holds the leaves; a node without a partner moves up unchanged. */
  private final List<List<Hash>> levels = new ArrayList<>();

  private final SortedSet<Integer> dirtyLeaves = new TreeSet<>();

  /** A tree over {@code heads}, in registry order. */
  public RollupsTree(List<RollupHead> heads) {
    levels.add(new ArrayList<>());
    heads.forEach(this::append);
  }

  /** How many rollups there are. */
  public int size() {
    return levels.getFirst().size();
  }

  /** Adds the rollup registered last. */
  public void append(RollupHead head) {
    levels.getFirst().add(head.leaf());
    dirtyLeaves.add(size() - 1);
  }

  /** Replaces the head of the rollup at {@code index}. */
  public void set(int index, RollupHead head) {
    levels.getFirst().set(index, head.leaf());
    dirtyLeaves.add(index);
  }

  /** The root; SHA-256 of nothing when there are no rollups. */
  public Hash root() {
    if (size() == 0) {
      return Merkle.root(List.of());
    }
    refresh();
    return levels.getLast().getFirst();
  }

  /**
   * The path from the leaf at {@code index} to {@link #root()}.
   *
   * @throws IndexOutOfBoundsException when there is no such leaf
   */
  public MerklePath path(int index) {
    Objects.checkIndex(index, size());
    refresh();
    List<Hash> siblings = new ArrayList<>();
    for (int level = 0, at = index; level < levels.size() - 1; level++, at >>= 1) {
      int sibling = at ^ 1;
      if (sibling < levels.get(level).size()) {
        siblings.add(levels.get(level).get(sibling));
      }
    }
    return new MerklePath(index, size(), siblings);
  }

  private void refresh() {
    SortedSet<Integer> dirty = new TreeSet<>(dirtyLeaves);
    dirtyLeaves.clear();
    for (int level = 0; levels.get(level).size() > 1; level++) {
      if (level + 1 == levels.size()) {
        levels.add(new ArrayList<>());
      }
      dirty = refreshAbove(levels.get(level), levels.get(level + 1), dirty);
    }
  }

  private static SortedSet<Integer> refreshAbove(
      List<Hash> below, List<Hash> above, SortedSet<Integer> dirty) {
    SortedSet<Integer> dirtyAbove = new TreeSet<>();
    dirty.forEach(i -> dirtyAbove.add(i >> 1));
    for (int parent : dirtyAbove) {
      int left = 2 * parent;
      Hash node =
          left + 1 < below.size()
              ? Merkle.node(below.get(left), below.get(left + 1))
              : below.get(left);
      if (parent == above.size()) {
        above.add(node);
      } else {
        above.set(parent, node);
      }
    }
    return dirtyAbove;
  }
}
