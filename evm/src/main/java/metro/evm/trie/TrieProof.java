package metro.evm.trie;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;

/** Checks proofs made by {@link Trie#prove}. */
public final class TrieProof {
  private TrieProof() {}

  /** What a proof says. */
  public sealed interface Result {}

  /**
   * The key has this value.
   *
   * @param value at least one byte
   */
  public record Present(Bytes value) implements Result {}

  /** The key is not in the trie. */
  public record Absent() implements Result {}

  /**
   * The nodes prove nothing about the key.
   *
   * @param reason one English sentence
   */
  public record Invalid(String reason) implements Result {}

  /** Checks a proof against a root. Never throws. */
  public static Result verify(Hash root, byte[] key, List<byte[]> proof) {
    Trie trie = Trie.open(root, sourceOf(proof));
    try {
      return trie.get(key)
          .<Result>map(value -> new Present(Bytes.wrap(value)))
          .orElseGet(Absent::new);
    } catch (MissingNodeException | IllegalStateException e) {
      return new Invalid(String.valueOf(e.getMessage()));
    }
  }

  /** A source over nodes in any order, found by their hashes. */
  public static NodeSource sourceOf(List<byte[]> nodes) {
    Map<Hash, byte[]> byHash = new HashMap<>();
    nodes.forEach(node -> byHash.put(Keccak.hash(node), node));
    return (path, hash) -> Optional.ofNullable(byHash.get(hash));
  }
}
