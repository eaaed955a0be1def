package metro.evm.trie;

import java.util.List;
import metro.ethereum.Hash;
import metro.ethereum.RlpWriter;

/** The trie of a list: a block's transactions, receipts or withdrawals under their RLP indices. */
public final class OrderedTrie {
  private OrderedTrie() {}

  /** The root over the items in their order; each has at least one byte. */
  public static Hash root(List<byte[]> items) {
    Trie trie = Trie.empty();
    for (int i = 0; i < items.size(); i++) {
      trie.put(new RlpWriter(16).uint64(i).toBytes(), items.get(i));
    }
    return trie.rootHash();
  }
}
