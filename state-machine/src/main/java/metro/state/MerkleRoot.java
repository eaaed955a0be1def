package metro.state;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import metro.ethereum.Hash;

/**
 * The root over leaves that come one after the other: the same as {@link Merkle#root}, without an
 * object for each node. Pairing nodes level by level and taking an odd last one up unchanged is RFC
 * 6962's split at the largest power of two. One thread.
 */
final class MerkleRoot {
  private static final int NODE_BYTES = 2 * Hash.SIZE;

  private final MessageDigest digest = Sha256.digest();
  private byte[] level;
  private int count;

  /** With room for {@code leaves}; more may come. */
  MerkleRoot(int leaves) {
    this.level = new byte[Hash.SIZE * Math.max(1, leaves)];
  }

  /** The next leaf's bytes. */
  void add(byte[] leaf) {
    digest.update(Merkle.LEAF);
    digest.update(leaf);
    addHashed();
  }

  /** The next leaf is what {@code leaf} holds, which is empty afterwards. */
  void add(Encoder leaf) {
    digest.update(Merkle.LEAF);
    leaf.drainTo(digest);
    addHashed();
  }

  private void addHashed() {
    if (level.length < Hash.SIZE * (count + 1)) {
      level = Arrays.copyOf(level, 2 * level.length);
    }
    finishAt(count++);
  }

  /** The root over all leaves; takes none afterwards. SHA-256 of nothing without one. */
  Hash root() {
    if (count == 0) {
      return Merkle.EMPTY;
    }
    while (count > 1) {
      pair();
    }
    return Hash.of(level, 0, Hash.SIZE);
  }

  // A pair's hash goes to where only pairs stood that are done.
  private void pair() {
    int pairs = count / 2;
    for (int i = 0; i < pairs; i++) {
      digest.update(Merkle.NODE);
      digest.update(level, NODE_BYTES * i, NODE_BYTES);
      finishAt(i);
    }
    if (count % 2 == 1) {
      System.arraycopy(level, NODE_BYTES * pairs, level, Hash.SIZE * pairs, Hash.SIZE);
    }
    count -= pairs;
  }

  private void finishAt(int index) {
    try {
      digest.digest(level, Hash.SIZE * index, Hash.SIZE);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 has 32 bytes", e);
    }
  }
}
