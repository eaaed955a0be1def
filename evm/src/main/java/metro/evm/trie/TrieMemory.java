package metro.evm.trie;

/** Counts and forgets loaded nodes. */
final class TrieMemory {
  private TrieMemory() {}

  /** How many nodes are in memory. */
  static int count(Node node) {
    return switch (node) {
      case Node.Branch branch -> {
        int sum = 1;
        for (int i = 0; i < Node.Branch.WAYS; i++) {
          sum += count(branch.child(i));
        }
        yield sum;
      }
      case Node.Extension extension -> 1 + count(extension.child);
      case Node.Unresolved unresolved -> {
        Node resolved = unresolved.resolved();
        yield resolved == null ? 0 : count(resolved);
      }
      case Node.Leaf _ -> 1;
      case Node.Empty _ -> 0;
    };
  }

  /** The same trie with at most {@code maxNodes} nodes in memory, those nearest to the root. */
  static Node keep(Node root, int maxNodes) {
    if (count(root) <= maxNodes) {
      return root;
    }
    int levels = 0;
    int nodes = 1;
    while (nodes <= maxNodes / (Node.Branch.WAYS + 1)) {
      nodes *= Node.Branch.WAYS;
      levels++;
    }
    return cut(root, levels);
  }

  private static Node cut(Node node, int levels) {
    if (levels < 0 && node.isStored() && node.isHashed()) {
      return new Node.Unresolved(node.hash());
    }
    return switch (node) {
      case Node.Branch branch -> {
        Node.Branch cut = branch;
        for (int i = 0; i < Node.Branch.WAYS; i++) {
          cut = cut.withChild(i, cut(branch.child(i), levels - 1));
        }
        if (cut != branch && branch.isStored()) {
          cut.markStored();
        }
        yield cut;
      }
      case Node.Extension extension -> {
        Node.Extension cut = new Node.Extension(extension.path, cut(extension.child, levels - 1));
        if (extension.isStored()) {
          cut.markStored();
        }
        yield cut;
      }
      case Node.Unresolved unresolved -> {
        Node resolved = unresolved.resolved();
        yield resolved == null ? unresolved : cut(resolved, levels);
      }
      case Node.Leaf leaf -> leaf;
      case Node.Empty empty -> empty;
    };
  }
}
