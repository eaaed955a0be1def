package metro.evm.trie;

import java.util.Optional;
import metro.ethereum.Hash;

/** Where one trie's nodes come from when they are not in memory. */
@FunctionalInterface
public interface NodeSource {
  /** Has nothing: for a trie that lives in memory alone. */
  NodeSource NONE = (path, hash) -> Optional.empty();

  /**
   * The encoding of a node. A store keyed by path and one keyed by hash both fit; the trie checks
   * the hash of what it gets.
   *
   * @param path from the root, one nibble per byte; must not be changed
   * @param hash Keccak-256 of the encoding that is expected
   */
  Optional<byte[]> node(byte[] path, Hash hash);
}
