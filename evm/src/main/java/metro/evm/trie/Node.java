package metro.evm.trie;

import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import org.jspecify.annotations.Nullable;

/**
 * A node. Immutable but for two caches: its reference, and whether the store has it already.
 *
 * <p>The reference is the RLP item that stands for the node in its parent: the node's own encoding
 * when that is shorter than 32 bytes, its hash otherwise.
 */
abstract sealed class Node {
  private static final int EMBED_LIMIT_BYTES = 32;
  private static final int HASH_ITEM_BYTES = 33;

  private volatile byte @Nullable [] reference;
  private volatile boolean stored;

  /** The node's RLP. */
  abstract byte[] encode();

  /** The RLP item that stands for this node in its parent. */
  byte[] reference() {
    byte[] known = reference;
    if (known == null) {
      byte[] encoded = encode();
      known = encoded.length < EMBED_LIMIT_BYTES ? encoded : hashItem(Keccak.keccak256(encoded));
      reference = known;
    }
    return known;
  }

  /** Whether the node is referred to by hash, so that a store keeps it on its own. */
  boolean isHashed() {
    return reference().length == HASH_ITEM_BYTES;
  }

  /** The hash of the encoding. */
  Hash hash() {
    return isHashed() ? Hash.of(reference(), 1, Hash.SIZE) : Keccak.hash(encode());
  }

  boolean isStored() {
    return stored;
  }

  void markStored() {
    stored = true;
  }

  private static byte[] hashItem(byte[] hash) {
    byte[] out = new byte[HASH_ITEM_BYTES];
    out[0] = (byte) (0x80 + Hash.SIZE);
    System.arraycopy(hash, 0, out, 1, Hash.SIZE);
    return out;
  }

  /** No node. */
  static final class Empty extends Node {
    static final Empty INSTANCE = new Empty();

    private Empty() {}

    @Override
    byte[] encode() {
      return new byte[] {(byte) 0x80};
    }
  }

  /** The rest of one key and its value. */
  static final class Leaf extends Node {
    final byte[] path;
    final byte[] value;

    Leaf(byte[] path, byte[] value) {
      this.path = path;
      this.value = value;
    }

    @Override
    byte[] encode() {
      return NodeCodec.encodePair(Nibbles.encode(path, true), w -> w.bytes(value));
    }
  }

  /** A stretch that all keys below have in common; never empty, the child is a branch. */
  static final class Extension extends Node {
    final byte[] path;
    final Node child;

    Extension(byte[] path, Node child) {
      this.path = path;
      this.child = child;
    }

    @Override
    byte[] encode() {
      return NodeCodec.encodePair(Nibbles.encode(path, false), w -> w.raw(child.reference()));
    }
  }

  /** Sixteen ways on, and the value of the key that ends here (none when it has no bytes). */
  static final class Branch extends Node {
    static final int WAYS = 16;

    private final Node[] children;
    final byte[] value;

    /** Takes the array itself. */
    Branch(Node[] children, byte[] value) {
      this.children = children;
      this.value = value;
    }

    Node child(int nibble) {
      return children[nibble];
    }

    Branch withChild(int nibble, Node child) {
      if (children[nibble] == child) {
        return this;
      }
      Node[] copy = children.clone();
      copy[nibble] = child;
      return new Branch(copy, value);
    }

    Branch withValue(byte[] newValue) {
      return new Branch(children, newValue);
    }

    /** The only child's nibble, or -1 when there are several or none. */
    int onlyChild() {
      int found = -1;
      for (int i = 0; i < WAYS; i++) {
        if (children[i] != Empty.INSTANCE) {
          if (found >= 0) {
            return -1;
          }
          found = i;
        }
      }
      return found;
    }

    boolean hasNoChild() {
      for (Node child : children) {
        if (child != Empty.INSTANCE) {
          return false;
        }
      }
      return true;
    }

    @Override
    byte[] encode() {
      return NodeCodec.encodeBranch(children, value);
    }
  }

  /** A node known by hash only, and what it turned out to be once it was needed. */
  static final class Unresolved extends Node {
    private final byte[] item;
    private volatile @Nullable Node resolved;

    Unresolved(Hash hash) {
      this.item = hashItem(hash.bytes());
    }

    @Nullable Node resolved() {
      return resolved;
    }

    void resolveTo(Node node) {
      resolved = node;
    }

    @Override
    byte[] reference() {
      return item;
    }

    @Override
    boolean isStored() {
      return true;
    }

    @Override
    byte[] encode() {
      Node node = resolved;
      if (node == null) {
        throw new IllegalStateException("an unresolved node has no encoding");
      }
      return node.encode();
    }
  }
}
