package metro.da.eip4844;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.RlpWriter;

/**
 * The root a header has over its block's transactions: a Merkle Patricia trie of the canonical
 * bytes under their RLP indices (Yellow Paper, appendix D), built at once and thrown away.
 */
final class TransactionsRoot {
  private static final byte[] EMPTY_STRING = {};
  private static final int BRANCHES = 16;

  private TransactionsRoot() {}

  /** A value under its key, one nibble in each byte. */
  private static final class Item {
    final byte[] nibbles;
    final byte[] value;

    Item(byte[] nibbles, byte[] value) {
      this.nibbles = nibbles;
      this.value = value;
    }
  }

  /** The root over the transactions in their order. */
  static Hash of(List<byte[]> transactions) {
    List<Item> items = new ArrayList<>(transactions.size());
    for (int i = 0; i < transactions.size(); i++) {
      items.add(new Item(nibbles(new RlpWriter(16).uint64(i).toBytes()), transactions.get(i)));
    }
    items.sort((a, b) -> Arrays.compare(a.nibbles, b.nibbles));
    byte[] root = items.isEmpty() ? new RlpWriter(1).bytes(EMPTY_STRING).toBytes() : node(items, 0);
    return Keccak.hash(root);
  }

  /** The encoded node over items that agree in their first {@code depth} nibbles. */
  private static byte[] node(List<Item> items, int depth) {
    byte[] first = items.getFirst().nibbles;
    if (items.size() == 1) {
      return pair(path(first, depth, first.length, true), items.getFirst().value);
    }
    int common = commonPrefix(first, items.getLast().nibbles, depth);
    if (common == depth) {
      return branch(items, depth);
    }
    byte[] child = branch(items, common);
    byte[] path = path(first, depth, common, false);
    return RlpWriter.encodeList(w -> writeReference(w.bytes(path), child));
  }

  private static byte[] pair(byte[] path, byte[] value) {
    return RlpWriter.encodeList(w -> w.bytes(path).bytes(value));
  }

  /** No key is a prefix of another one, so a branch has no value of its own. */
  private static byte[] branch(List<Item> items, int depth) {
    return RlpWriter.encodeList(w -> {
      int from = 0;
      for (int nibble = 0; nibble < BRANCHES; nibble++) {
        int to = from;
        while (to < items.size() && items.get(to).nibbles[depth] == nibble) {
          to++;
        }
        if (to == from) {
          w.bytes(EMPTY_STRING);
        } else {
          writeReference(w, node(items.subList(from, to), depth + 1));
        }
        from = to;
      }
      w.bytes(EMPTY_STRING);
    });
  }

  /** A node of less than 32 bytes stands in its parent itself, any other by its hash. */
  private static void writeReference(RlpWriter out, byte[] node) {
    if (node.length < Hash.SIZE) {
      out.raw(node);
    } else {
      out.hash(Keccak.hash(node));
    }
  }

  private static int commonPrefix(byte[] a, byte[] b, int from) {
    int at = from;
    while (at < a.length && at < b.length && a[at] == b[at]) {
      at++;
    }
    return at;
  }

  /** Hex-prefix encoding of nibbles {@code from} to {@code to}. */
  private static byte[] path(byte[] nibbles, int from, int to, boolean isLeaf) {
    boolean isOdd = ((to - from) & 1) == 1;
    byte[] out = new byte[1 + (to - from) / 2];
    out[0] = (byte) ((isLeaf ? 0x20 : 0) | (isOdd ? 0x10 | nibbles[from] : 0));
    int at = isOdd ? from + 1 : from;
    for (int i = 1; i < out.length; i++, at += 2) {
      out[i] = (byte) (nibbles[at] << 4 | nibbles[at + 1]);
    }
    return out;
  }

  private static byte[] nibbles(byte[] bytes) {
    byte[] out = new byte[2 * bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      out[2 * i] = (byte) (bytes[i] >> 4 & 0xf);
      out[2 * i + 1] = (byte) (bytes[i] & 0xf);
    }
    return out;
  }
}
