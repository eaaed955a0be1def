package metro.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import metro.ethereum.Hash;

/**
 * The RFC 6962 tree over all rollups' heads in registry order. A tree never changes: changing a
 * head makes another one that shares all but that head's path, so the trees of many heights can be
 * kept for little more than what differs.
 */
public final class HeadsTree {
  /** Without a rollup. */
  private static final HeadsTree EMPTY = new HeadsTree(Optional.empty());

  private final Optional<Node> top;

  private HeadsTree(Optional<Node> top) {
    this.top = top;
  }

  private sealed interface Node {
    /** The RFC 6962 hash. */
    Hash hash();

    /** How many leaves there are below. */
    int size();
  }

  private record Leaf(RollupHead head, Hash hash) implements Node {
    Leaf(RollupHead head) {
      this(head, head.leaf());
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** The left subtree has the largest power of two of leaves that leaves one for the right. */
  private record Fork(Node left, Node right, Hash hash, int size) implements Node {
    Fork(Node left, Node right) {
      this(left, right, Merkle.node(left.hash(), right.hash()), left.size() + right.size());
    }
  }

  /**
   * Another head in the place of the rollup's former one.
   *
   * @param index the rollup's place in the registry
   */
  record Change(int index, RollupHead head) {}

  /** A tree over {@code heads}, in registry order. */
  public static HeadsTree of(List<RollupHead> heads) {
    return heads.isEmpty() ? EMPTY : new HeadsTree(Optional.of(build(heads)));
  }

  private static Node build(List<RollupHead> heads) {
    if (heads.size() == 1) {
      return new Leaf(heads.getFirst());
    }
    int split = Merkle.split(heads.size());
    return new Fork(build(heads.subList(0, split)), build(heads.subList(split, heads.size())));
  }

  /** How many rollups there are. */
  public int size() {
    return top.map(Node::size).orElse(0);
  }

  /** The root; SHA-256 of nothing when there are no rollups. */
  public Hash root() {
    return top.map(Node::hash).orElse(Merkle.EMPTY);
  }

  /** The tree with one more rollup, registered last. */
  HeadsTree append(RollupHead head) {
    Leaf leaf = new Leaf(head);
    return new HeadsTree(Optional.of(top.isEmpty() ? leaf : append(top.get(), leaf)));
  }

  private static Node append(Node node, Leaf leaf) {
    return node instanceof Fork fork && fork.left().size() > fork.right().size()
        ? new Fork(fork.left(), append(fork.right(), leaf))
        : new Fork(node, leaf);
  }

  /**
   * The tree with these changes.
   *
   * @param changes of different rollups, in registry order
   * @throws IndexOutOfBoundsException when there is no such rollup
   */
  HeadsTree with(List<Change> changes) {
    changes.forEach(c -> Objects.checkIndex(c.index(), size()));
    return changes.isEmpty() ? this : new HeadsTree(top.map(node -> with(node, 0, changes)));
  }

  private static Node with(Node node, int first, List<Change> changes) {
    if (changes.isEmpty()) {
      return node;
    }
    return switch (node) {
      case Leaf _ -> new Leaf(changes.getFirst().head());
      case Fork fork -> {
        int middle = first + fork.left().size();
        int left = countBelow(changes, middle);
        yield new Fork(
            with(fork.left(), first, changes.subList(0, left)),
            with(fork.right(), middle, changes.subList(left, changes.size())));
      }
    };
  }

  private static int countBelow(List<Change> changes, int index) {
    int count = 0;
    while (count < changes.size() && changes.get(count).index() < index) {
      count++;
    }
    return count;
  }

  /**
   * The head of the rollup at {@code index} with its path to {@link #root()}; empty when there is
   * no such rollup.
   */
  public Optional<HeadPath> path(int index) {
    if (index < 0 || index >= size()) {
      return Optional.empty();
    }
    List<Hash> siblings = new ArrayList<>();
    Node node = top.orElseThrow();
    int at = index;
    while (node instanceof Fork fork) {
      boolean right = at >= fork.left().size();
      siblings.add(right ? fork.left().hash() : fork.right().hash());
      at -= right ? fork.left().size() : 0;
      node = right ? fork.right() : fork.left();
    }
    Collections.reverse(siblings);
    return Optional.of(new HeadPath(((Leaf) node).head(), new MerklePath(index, size(), siblings)));
  }

  /** Of the same heads, as far as SHA-256 tells. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof HeadsTree that && size() == that.size() && root().equals(that.root()));
  }

  @Override
  public int hashCode() {
    return root().hashCode();
  }

  @Override
  public String toString() {
    return size() + " heads under " + root();
  }
}
