package metro.evm.trie;

import org.jspecify.annotations.Nullable;

/**
 * Brings a path-keyed store from one version of a trie to another: writes the hashed nodes the
 * store does not have, deletes the paths where no hashed node is any more. Shared nodes are not
 * entered, so the cost follows the changes.
 */
final class TrieCommit {
  private final NodeSink sink;

  private TrieCommit(NodeSink sink) {
    this.sink = sink;
  }

  static void commit(Node from, Node to, NodeSink sink) {
    TrieCommit commit = new TrieCommit(sink);
    commit.deleteStale(from, new Place(to, 0), Nibbles.NONE, true);
    commit.write(to, Nibbles.NONE, true);
  }

  /** Whether the store keeps this node on its own; the root always is. */
  private static boolean isKept(Node node, boolean isRoot) {
    return node != Node.Empty.INSTANCE && (isRoot || node.isHashed());
  }

  private void write(Node node, byte[] path, boolean isRoot) {
    if (node.isStored()) {
      return;
    }
    switch (node) {
      case Node.Extension extension ->
          write(extension.child, Nibbles.concat(path, extension.path), false);
      case Node.Branch branch -> {
        for (int i = 0; i < Node.Branch.WAYS; i++) {
          if (branch.child(i) != Node.Empty.INSTANCE) {
            write(branch.child(i), Nibbles.append(path, i), false);
          }
        }
      }
      case Node.Empty _, Node.Leaf _, Node.Unresolved _ -> {}
    }
    if (isKept(node, isRoot)) {
      sink.put(path, node.encode());
    }
    if (node != Node.Empty.INSTANCE) {
      node.markStored();
    }
  }

  /**
   * A place in the new version: a node, or a point inside its path when {@code inside} is not 0.
   */
  private record Place(Node node, int inside) {
    @Nullable Place step(int nibble) {
      return switch (node) {
        case Node.Branch branch -> new Place(branch.child(nibble), 0);
        case Node.Extension extension when extension.path[inside] == nibble ->
            inside + 1 == extension.path.length
                ? new Place(extension.child, 0)
                : new Place(extension, inside + 1);
        case Node.Unresolved unresolved -> {
          Node resolved = unresolved.resolved();
          yield resolved == null ? null : new Place(resolved, inside).step(nibble);
        }
        case Node.Extension _, Node.Leaf _, Node.Empty _ -> null;
      };
    }

    boolean isKeptNode(boolean isRoot) {
      return inside == 0 && isKept(node, isRoot);
    }
  }

  private void deleteStale(Node old, @Nullable Place now, byte[] path, boolean isRoot) {
    if (now != null && now.inside == 0 && now.node == old) {
      return;
    }
    Node known = old instanceof Node.Unresolved unresolved ? unresolved.resolved() : old;
    if (isKept(old, isRoot) && (now == null || !now.isKeptNode(isRoot))) {
      sink.delete(path);
    }
    switch (known) {
      case Node.Branch branch -> {
        for (int i = 0; i < Node.Branch.WAYS; i++) {
          if (branch.child(i) != Node.Empty.INSTANCE) {
            Place next = now == null ? null : now.step(i);
            deleteStale(branch.child(i), next, Nibbles.append(path, i), false);
          }
        }
      }
      case Node.Extension extension -> {
        Place next = now;
        for (int i = 0; next != null && i < extension.path.length; i++) {
          next = next.step(extension.path[i]);
        }
        deleteStale(extension.child, next, Nibbles.concat(path, extension.path), false);
      }
      // What was never read was never changed: it is where it was, or its whole trie is dropped.
      case null -> {}
      case Node.Leaf _, Node.Empty _, Node.Unresolved _ -> {}
    }
  }
}
