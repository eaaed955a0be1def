package metro.evm.trie;

import java.util.Arrays;
import metro.ethereum.RlpException;

/** Paths of half bytes, one per array element, and their hex-prefix form (appendix C). */
final class Nibbles {
  static final byte[] NONE = new byte[0];

  private static final int LEAF_FLAG = 0x20;
  private static final int ODD_FLAG = 0x10;

  private Nibbles() {}

  /** The nibbles of a key, high one first. */
  static byte[] ofKey(byte[] key) {
    byte[] out = new byte[2 * key.length];
    for (int i = 0; i < key.length; i++) {
      out[2 * i] = (byte) (key[i] >> 4 & 0xf);
      out[2 * i + 1] = (byte) (key[i] & 0xf);
    }
    return out;
  }

  /** The key of an even number of nibbles. */
  static byte[] toKey(byte[] nibbles) {
    byte[] out = new byte[nibbles.length / 2];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
    }
    return out;
  }

  /** How many nibbles {@code path} and {@code key} from {@code position} have in common. */
  static int commonPrefix(byte[] path, byte[] key, int position) {
    int length = Math.min(path.length, key.length - position);
    int mismatch = Arrays.mismatch(path, 0, length, key, position, position + length);
    return mismatch < 0 ? length : mismatch;
  }

  /** Whether {@code key} from {@code position} is exactly {@code path}. */
  static boolean isRest(byte[] path, byte[] key, int position) {
    return key.length - position == path.length && commonPrefix(path, key, position) == path.length;
  }

  static byte[] from(byte[] nibbles, int start) {
    return Arrays.copyOfRange(nibbles, start, nibbles.length);
  }

  static byte[] prefix(byte[] nibbles, int length) {
    return Arrays.copyOf(nibbles, length);
  }

  static byte[] append(byte[] nibbles, int nibble) {
    byte[] out = Arrays.copyOf(nibbles, nibbles.length + 1);
    out[nibbles.length] = (byte) nibble;
    return out;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] out = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, out, first.length, second.length);
    return out;
  }

  /** The hex-prefix form. */
  static byte[] encode(byte[] nibbles, boolean leaf) {
    boolean odd = (nibbles.length & 1) == 1;
    byte[] out = new byte[nibbles.length / 2 + 1];
    out[0] = (byte) ((leaf ? LEAF_FLAG : 0) | (odd ? ODD_FLAG | nibbles[0] : 0));
    int from = odd ? 1 : 0;
    for (int i = 1; i < out.length; i++, from += 2) {
      out[i] = (byte) (nibbles[from] << 4 | nibbles[from + 1]);
    }
    return out;
  }

  /** Whether a hex-prefix form is a leaf's. */
  static boolean isLeaf(byte[] encoded) {
    return encoded.length > 0 && (encoded[0] & LEAF_FLAG) != 0;
  }

  /** The nibbles of a hex-prefix form, which must be canonical. */
  static byte[] decode(byte[] encoded) {
    if (encoded.length == 0 || (encoded[0] & 0xc0) != 0) {
      throw new RlpException("a trie path without hex-prefix flags");
    }
    boolean odd = (encoded[0] & ODD_FLAG) != 0;
    if (!odd && (encoded[0] & 0xf) != 0) {
      throw new RlpException("a trie path with bits where padding belongs");
    }
    byte[] all = ofKey(encoded);
    return from(all, odd ? 1 : 2);
  }
}
