package metro.evm.trie;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.RlpException;

/**
 * A Merkle Patricia trie: a handle on immutable nodes. Values have at least one byte. Keys may have
 * any length; a secure trie is one whose callers hash their keys first.
 *
 * <p>Nodes that are known by hash only (an opened store, a witness) are fetched from the source
 * when a path needs them; {@link MissingNodeException} tells which one was not there. After a
 * failed change the trie is as before. One thread.
 */
public final class Trie {
  /** The root of a trie without keys: Keccak-256 of RLP's empty string. */
  public static final Hash EMPTY_ROOT = Keccak.hash(new byte[] {(byte) 0x80});

  private final NodeSource source;
  private Node root;

  Trie(NodeSource source, Node root) {
    this.source = source;
    this.root = root;
  }

  /** A trie without keys that lives in memory. */
  public static Trie empty() {
    return new Trie(NodeSource.NONE, Node.Empty.INSTANCE);
  }

  /** The trie with this root; its nodes are read from {@code source} when needed. */
  public static Trie open(Hash root, NodeSource source) {
    Node node = root.equals(EMPTY_ROOT) ? Node.Empty.INSTANCE : new Node.Unresolved(root);
    return new Trie(source, node);
  }

  /** The same content as a trie of its own. Costs one object; nodes are shared. */
  public Trie copy() {
    return new Trie(source, root);
  }

  /** The root hash; hashes what changed since the last call. */
  public Hash rootHash() {
    return root == Node.Empty.INSTANCE ? EMPTY_ROOT : root.hash();
  }

  /** Whether there is no key. */
  public boolean isEmpty() {
    return root == Node.Empty.INSTANCE;
  }

  /** The value of a key. */
  public Optional<byte[]> get(byte[] key) {
    byte[] path = Nibbles.ofKey(key);
    Node node = root;
    int position = 0;
    while (true) {
      switch (node) {
        case Node.Empty _ -> {
          return Optional.empty();
        }
        case Node.Leaf leaf -> {
          return Nibbles.isRest(leaf.path, path, position)
              ? Optional.of(leaf.value)
              : Optional.empty();
        }
        case Node.Extension extension -> {
          if (Nibbles.commonPrefix(extension.path, path, position) < extension.path.length) {
            return Optional.empty();
          }
          position += extension.path.length;
          node = extension.child;
        }
        case Node.Branch branch -> {
          if (position == path.length) {
            return branch.value.length == 0 ? Optional.empty() : Optional.of(branch.value);
          }
          node = branch.child(path[position++]);
        }
        case Node.Unresolved unresolved -> node = resolve(unresolved, path, position);
      }
    }
  }

  /**
   * Sets the value of a key. The array must not be changed afterwards.
   *
   * @throws IllegalArgumentException when the value has no bytes: that is a deletion
   */
  public void put(byte[] key, byte[] value) {
    if (value.length == 0) {
      throw new IllegalArgumentException("a trie value has at least one byte; use delete");
    }
    root = put(root, Nibbles.ofKey(key), 0, value);
  }

  /** Removes a key if it is there. */
  public void delete(byte[] key) {
    root = delete(root, Nibbles.ofKey(key), 0);
  }

  /**
   * The nodes on the way to a key, root first: they prove its value, or that it is not there. An
   * empty trie's proof has no node.
   */
  public List<byte[]> prove(byte[] key) {
    byte[] path = Nibbles.ofKey(key);
    List<byte[]> proof = new ArrayList<>();
    Node node = root;
    int position = 0;
    while (node != Node.Empty.INSTANCE) {
      Node known = node instanceof Node.Unresolved u ? resolve(u, path, position) : node;
      if (proof.isEmpty() || known.isHashed()) {
        proof.add(known.encode());
      }
      int at = position;
      if (known instanceof Node.Extension e
          && Nibbles.commonPrefix(e.path, path, at) == e.path.length) {
        position += e.path.length;
        node = e.child;
      } else if (known instanceof Node.Branch branch && at < path.length) {
        node = branch.child(path[at]);
        position++;
      } else {
        node = Node.Empty.INSTANCE;
      }
    }
    return proof;
  }

  /** The encoding of the node at {@code path} (one nibble per byte), if there is one. */
  Optional<byte[]> node(byte[] path) {
    Node node = root;
    int position = 0;
    while (true) {
      Node known = node instanceof Node.Unresolved u ? resolve(u, path, position) : node;
      if (position == path.length) {
        return known == Node.Empty.INSTANCE ? Optional.empty() : Optional.of(known.encode());
      }
      if (known instanceof Node.Extension e
          && Nibbles.commonPrefix(e.path, path, position) == e.path.length) {
        position += e.path.length;
        node = e.child;
      } else if (known instanceof Node.Branch branch) {
        node = branch.child(path[position++]);
      } else {
        return Optional.empty();
      }
    }
  }

  /**
   * Writes the difference between {@code stored}, the version the sink's store holds, and this one.
   */
  public void commit(Trie stored, NodeSink sink) {
    rootHash();
    TrieCommit.commit(stored.root, root, sink);
  }

  /** All keys and values in the order of the keys. */
  public void forEach(BiConsumer<byte[], byte[]> visitor) {
    visit(root, Nibbles.NONE, visitor);
  }

  NodeSource source() {
    return source;
  }

  Node root() {
    return root;
  }

  void replaceRoot(Node node) {
    root = node;
  }

  // Put

  private Node put(Node node, byte[] key, int position, byte[] value) {
    return switch (node) {
      case Node.Empty _ -> new Node.Leaf(Nibbles.from(key, position), value);
      case Node.Leaf leaf -> putAtLeaf(leaf, key, position, value);
      case Node.Extension extension -> putAtExtension(extension, key, position, value);
      case Node.Branch branch -> putAtBranch(branch, key, position, value);
      case Node.Unresolved unresolved -> {
        Node resolved = resolve(unresolved, key, position);
        Node changed = put(resolved, key, position, value);
        yield changed == resolved ? unresolved : changed;
      }
    };
  }

  private static Node putAtLeaf(Node.Leaf leaf, byte[] key, int position, byte[] value) {
    if (Nibbles.isRest(leaf.path, key, position)) {
      return Arrays.equals(leaf.value, value) ? leaf : new Node.Leaf(leaf.path, value);
    }
    int common = Nibbles.commonPrefix(leaf.path, key, position);
    Node.Branch branch = emptyBranch();
    branch = withRest(branch, leaf.path, common, leaf.value);
    branch = withRest(branch, key, position + common, value);
    return extend(Nibbles.prefix(leaf.path, common), branch);
  }

  private Node putAtExtension(Node.Extension node, byte[] key, int position, byte[] value) {
    int common = Nibbles.commonPrefix(node.path, key, position);
    if (common == node.path.length) {
      Node child = put(node.child, key, position + common, value);
      return child == node.child ? node : new Node.Extension(node.path, child);
    }
    Node below = extend(Nibbles.from(node.path, common + 1), node.child);
    Node.Branch branch = emptyBranch().withChild(node.path[common], below);
    branch = withRest(branch, key, position + common, value);
    return extend(Nibbles.prefix(node.path, common), branch);
  }

  private Node putAtBranch(Node.Branch branch, byte[] key, int position, byte[] value) {
    if (position == key.length) {
      return Arrays.equals(branch.value, value) ? branch : branch.withValue(value);
    }
    int nibble = key[position];
    return branch.withChild(nibble, put(branch.child(nibble), key, position + 1, value));
  }

  private static Node.Branch emptyBranch() {
    Node[] children = new Node[Node.Branch.WAYS];
    Arrays.fill(children, Node.Empty.INSTANCE);
    return new Node.Branch(children, Nibbles.NONE);
  }

  private static Node.Branch withRest(Node.Branch branch, byte[] path, int position, byte[] value) {
    return position == path.length
        ? branch.withValue(value)
        : branch.withChild(path[position], new Node.Leaf(Nibbles.from(path, position + 1), value));
  }

  private static Node extend(byte[] path, Node child) {
    return path.length == 0 ? child : new Node.Extension(path, child);
  }

  // Delete

  private Node delete(Node node, byte[] key, int position) {
    return switch (node) {
      case Node.Empty empty -> empty;
      case Node.Leaf leaf -> Nibbles.isRest(leaf.path, key, position) ? Node.Empty.INSTANCE : leaf;
      case Node.Extension extension -> deleteAtExtension(extension, key, position);
      case Node.Branch branch -> deleteAtBranch(branch, key, position);
      case Node.Unresolved unresolved -> {
        Node resolved = resolve(unresolved, key, position);
        Node changed = delete(resolved, key, position);
        yield changed == resolved ? unresolved : changed;
      }
    };
  }

  private Node deleteAtExtension(Node.Extension node, byte[] key, int position) {
    if (Nibbles.commonPrefix(node.path, key, position) < node.path.length) {
      return node;
    }
    Node child = delete(node.child, key, position + node.path.length);
    return child == node.child ? node : join(node.path, child);
  }

  private Node deleteAtBranch(Node.Branch branch, byte[] key, int position) {
    if (position == key.length) {
      return branch.value.length == 0
          ? branch
          : collapse(branch.withValue(Nibbles.NONE), key, position);
    }
    int nibble = key[position];
    Node child = delete(branch.child(nibble), key, position + 1);
    Node.Branch changed = branch.withChild(nibble, child);
    return changed == branch || child != Node.Empty.INSTANCE
        ? changed
        : collapse(changed, key, position);
  }

  /** A branch that lost something: what is left when only one way is. */
  private Node collapse(Node.Branch branch, byte[] key, int position) {
    if (branch.value.length > 0) {
      return branch.hasNoChild() ? new Node.Leaf(Nibbles.NONE, branch.value) : branch;
    }
    int only = branch.onlyChild();
    if (only < 0) {
      return branch;
    }
    Node child = branch.child(only);
    if (child instanceof Node.Unresolved unresolved) {
      byte[] path = Nibbles.append(Nibbles.prefix(key, position), only);
      child = resolve(unresolved, path, path.length);
    }
    return join(new byte[] {(byte) only}, child);
  }

  /** {@code path}, then {@code node}, in the shortest form. */
  private static Node join(byte[] path, Node node) {
    return switch (node) {
      case Node.Empty empty -> empty;
      case Node.Leaf leaf -> new Node.Leaf(Nibbles.concat(path, leaf.path), leaf.value);
      case Node.Extension extension ->
          new Node.Extension(Nibbles.concat(path, extension.path), extension.child);
      case Node.Branch branch -> new Node.Extension(path, branch);
      case Node.Unresolved unresolved -> new Node.Extension(path, unresolved);
    };
  }

  // Visit

  private void visit(Node node, byte[] path, BiConsumer<byte[], byte[]> visitor) {
    switch (node) {
      case Node.Empty _ -> {}
      case Node.Leaf leaf ->
          visitor.accept(Nibbles.toKey(Nibbles.concat(path, leaf.path)), leaf.value);
      case Node.Extension extension ->
          visit(extension.child, Nibbles.concat(path, extension.path), visitor);
      case Node.Branch branch -> {
        if (branch.value.length > 0) {
          visitor.accept(Nibbles.toKey(path), branch.value);
        }
        for (int i = 0; i < Node.Branch.WAYS; i++) {
          visit(branch.child(i), Nibbles.append(path, i), visitor);
        }
      }
      case Node.Unresolved unresolved ->
          visit(resolve(unresolved, path, path.length), path, visitor);
    }
  }

  // Resolve

  /** The node behind a hash; its path is the first {@code length} nibbles of {@code key}. */
  Node resolve(Node.Unresolved unresolved, byte[] key, int length) {
    Node known = unresolved.resolved();
    if (known != null) {
      return known;
    }
    Node loaded = load(Nibbles.prefix(key, length), unresolved.hash());
    unresolved.resolveTo(loaded);
    return loaded;
  }

  private Node load(byte[] path, Hash hash) {
    byte[] encoded =
        source
            .node(path, hash)
            .filter(bytes -> Keccak.hash(bytes).equals(hash))
            .orElseThrow(() -> new MissingNodeException(path, hash));
    try {
      Node node = NodeCodec.decode(encoded);
      node.markStored();
      return node;
    } catch (RlpException e) {
      throw new IllegalStateException("the bytes with hash " + hash + " are no trie node", e);
    }
  }
}
