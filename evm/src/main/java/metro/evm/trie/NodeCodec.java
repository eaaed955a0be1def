package metro.evm.trie;

import java.util.function.Consumer;
import metro.ethereum.Hash;
import metro.ethereum.RlpException;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;

/** A node's RLP: two items for leaf and extension, seventeen for a branch. */
final class NodeCodec {
  private static final int BRANCH_BYTES = 540;
  private static final int PAIR_BYTES = 160;
  private static final byte[] NO_CHILD = {(byte) 0x80};

  private NodeCodec() {}

  static byte[] encodePair(byte[] path, Consumer<RlpWriter> second) {
    return new RlpWriter(PAIR_BYTES)
        .list(w -> {
          w.bytes(path);
          second.accept(w);
        })
        .toBytes();
  }

  static byte[] encodeBranch(Node[] children, byte[] value) {
    return new RlpWriter(BRANCH_BYTES)
        .list(w -> {
          for (Node child : children) {
            w.raw(child == Node.Empty.INSTANCE ? NO_CHILD : child.reference());
          }
          w.bytes(value);
        })
        .toBytes();
  }

  /**
   * Reads one node; children stay unresolved.
   *
   * @throws RlpException when the bytes are no node
   */
  static Node decode(byte[] encoded) {
    RlpReader reader = RlpReader.of(encoded);
    Node node = decodeList(reader.list());
    reader.requireEnd();
    return node;
  }

  private static Node decodeList(RlpReader in) {
    byte[] first = in.raw();
    byte[] second = in.raw();
    return in.isAtEnd() ? decodePair(first, second) : decodeBranch(in, first, second);
  }

  private static Node decodePair(byte[] first, byte[] second) {
    byte[] path = RlpReader.of(first).bytes();
    if (Nibbles.isLeaf(path)) {
      return new Node.Leaf(Nibbles.decode(path), RlpReader.of(second).bytes());
    }
    byte[] nibbles = Nibbles.decode(path);
    if (nibbles.length == 0) {
      throw new RlpException("a trie extension without a path");
    }
    return new Node.Extension(nibbles, decodeReference(second));
  }

  private static Node decodeBranch(RlpReader in, byte[] first, byte[] second) {
    Node[] children = new Node[Node.Branch.WAYS];
    children[0] = decodeReference(first);
    children[1] = decodeReference(second);
    for (int i = 2; i < Node.Branch.WAYS; i++) {
      children[i] = decodeReference(in.raw());
    }
    byte[] value = in.bytes();
    in.requireEnd();
    return new Node.Branch(children, value);
  }

  private static Node decodeReference(byte[] item) {
    RlpReader reader = RlpReader.of(item);
    if (reader.nextIsList()) {
      // Longer ones are referred to by hash; the bound also ends the recursion.
      if (item.length >= Hash.SIZE) {
        throw new RlpException("an embedded trie node of " + item.length + " bytes");
      }
      return decode(item);
    }
    byte[] bytes = reader.bytes();
    if (bytes.length == 0) {
      return Node.Empty.INSTANCE;
    }
    if (bytes.length != Hash.SIZE) {
      throw new RlpException("a trie reference of " + bytes.length + " bytes");
    }
    return new Node.Unresolved(Hash.of(bytes));
  }
}
