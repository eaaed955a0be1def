package metro.da.celestia;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import metro.ethereum.Bytes;
import metro.state.Sha256;

/**
 * Hashing of namespaced Merkle trees, as Celestia uses them: a node is its lowest namespace, its
 * highest namespace and a SHA-256, and parity cells (the highest namespace there is) do not raise
 * the highest namespace of a node that has others. Not for several threads at once.
 */
public final class Nmt {
  /** Bytes of a node over Celestia's namespaces. */
  public static final int NODE_SIZE = 2 * Namespace.SIZE + 32;

  private static final int HASH_SIZE = 32;

  private final int namespaceSize;
  private final MessageDigest sha = Sha256.digest();
  private byte[] scratch = new byte[1 + Math.max(2 * NODE_SIZE, Namespace.SIZE + Share.SIZE)];

  /** Hashing with namespaces of {@code namespaceSize} bytes. */
  Nmt(int namespaceSize) {
    this.namespaceSize = namespaceSize;
  }

  /** Hashing with Celestia's namespaces of 29 bytes. */
  public static Nmt celestia() {
    return new Nmt(Namespace.SIZE);
  }

  int nodeSize() {
    return 2 * namespaceSize + HASH_SIZE;
  }

  /** The leaf of a share or cell at {@code offset} of {@code cells} under {@code namespace}. */
  byte[] cellLeaf(byte[] namespace, byte[] cells, int offset) {
    return leaf(namespace, 0, cells, offset, Share.SIZE);
  }

  /** The leaf of {@code share} under its own namespace. */
  byte[] shareLeaf(Share share) {
    byte[] raw = share.bytes().arrayForReading();
    return leaf(raw, 0, raw, 0, Share.SIZE);
  }

  /** The leaf of data under the namespace at {@code namespaceOffset} of {@code namespace}. */
  byte[] leaf(byte[] namespace, int namespaceOffset, byte[] data, int offset, int length) {
    int size = 1 + namespaceSize + length;
    if (scratch.length < size) {
      scratch = new byte[size];
    }
    scratch[0] = 0;
    System.arraycopy(namespace, namespaceOffset, scratch, 1, namespaceSize);
    System.arraycopy(data, offset, scratch, 1 + namespaceSize, length);
    byte[] node = new byte[nodeSize()];
    System.arraycopy(namespace, namespaceOffset, node, 0, namespaceSize);
    System.arraycopy(namespace, namespaceOffset, node, namespaceSize, namespaceSize);
    digest(size, node);
    return node;
  }

  /**
   * The node over two neighbours.
   *
   * @throws IllegalArgumentException when they are not {@link #ordered}
   */
  byte[] node(byte[] left, byte[] right) {
    if (!ordered(left, right)) {
      throw new IllegalArgumentException("neighbours in a namespaced tree are out of order");
    }
    int size = 1 + 2 * nodeSize();
    scratch[0] = 1;
    System.arraycopy(left, 0, scratch, 1, left.length);
    System.arraycopy(right, 0, scratch, 1 + left.length, right.length);
    byte[] node = new byte[nodeSize()];
    System.arraycopy(left, 0, node, 0, namespaceSize);
    byte[] highest = startsWithHighest(right) ? left : right;
    System.arraycopy(highest, namespaceSize, node, namespaceSize, namespaceSize);
    digest(size, node);
    return node;
  }

  /** The root of a tree without leaves. */
  byte[] emptyRoot() {
    byte[] node = new byte[nodeSize()];
    System.arraycopy(Sha256.hash().bytes(), 0, node, 2 * namespaceSize, HASH_SIZE);
    return node;
  }

  /** Whether the right neighbour begins at or after the left one's end. */
  boolean ordered(byte[] left, byte[] right) {
    return Arrays.compareUnsigned(right, 0, namespaceSize, left, namespaceSize, 2 * namespaceSize)
        >= 0;
  }

  /** Whether the bytes can be a node at all: their length, and lowest not above highest. */
  boolean isNode(byte[] node) {
    return node.length == nodeSize()
        && Arrays.compareUnsigned(node, 0, namespaceSize, node, namespaceSize, 2 * namespaceSize)
            <= 0;
  }

  /** Compares a node's lowest namespace with {@code namespace}. */
  int compareLowest(byte[] node, byte[] namespace) {
    return Arrays.compareUnsigned(node, 0, namespaceSize, namespace, 0, namespaceSize);
  }

  /** Compares a node's highest namespace with {@code namespace}. */
  int compareHighest(byte[] node, byte[] namespace) {
    return Arrays.compareUnsigned(
        node, namespaceSize, 2 * namespaceSize, namespace, 0, namespaceSize);
  }

  /** Whether {@code namespace} lies within the range of a root of 90 bytes. */
  static boolean covers(Bytes root, Namespace namespace) {
    byte[] node = root.arrayForReading();
    byte[] wanted = namespace.bytes().arrayForReading();
    int size = Namespace.SIZE;
    return Arrays.compareUnsigned(node, 0, size, wanted, 0, size) <= 0
        && Arrays.compareUnsigned(node, size, 2 * size, wanted, 0, size) >= 0;
  }

  private boolean startsWithHighest(byte[] node) {
    for (int i = 0; i < namespaceSize; i++) {
      if (node[i] != (byte) 0xff) {
        return false;
      }
    }
    return true;
  }

  private void digest(int size, byte[] node) {
    sha.update(scratch, 0, size);
    try {
      sha.digest(node, 2 * namespaceSize, HASH_SIZE);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 writes 32 bytes", e);
    }
  }
}
