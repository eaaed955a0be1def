package metro.evm.store;

import java.util.Optional;
import metro.ethereum.Hash;
import metro.evm.trie.NodeSink;
import metro.evm.trie.NodeSource;
import metro.evm.trie.NodeStore;
import metro.evm.trie.NodeUpdates;

/** The table of trie nodes, keyed by path. */
final class TrieNodes implements NodeStore {
  private final KeyValueStore store;

  TrieNodes(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public NodeSource accounts() {
    return (path, hash) -> store.get(Table.NODES, Keys.accountNode(path));
  }

  @Override
  public NodeSource storage(Hash accountKey) {
    return (path, hash) -> store.get(Table.NODES, Keys.storageNode(accountKey, path));
  }

  /** Collects changes in a batch. */
  NodeUpdates into(KeyValueStore.Batch batch) {
    return new NodeUpdates() {
      @Override
      public NodeSink accounts() {
        return sink(batch, Optional.empty());
      }

      @Override
      public NodeSink storage(Hash accountKey) {
        return sink(batch, Optional.of(accountKey));
      }

      @Override
      public void deleteStorage(Hash accountKey) {
        byte[] prefix = Keys.storageNodes(accountKey);
        store.scan(
            Table.NODES,
            prefix,
            (key, value) -> {
              boolean inside = Keys.startsWith(key, prefix);
              if (inside) {
                batch.delete(Table.NODES, key);
              }
              return inside;
            });
      }
    };
  }

  private static NodeSink sink(KeyValueStore.Batch batch, Optional<Hash> accountKey) {
    return new NodeSink() {
      @Override
      public void put(byte[] path, byte[] encoding) {
        batch.put(Table.NODES, key(path), encoding);
      }

      @Override
      public void delete(byte[] path) {
        batch.delete(Table.NODES, key(path));
      }

      private byte[] key(byte[] path) {
        return accountKey
            .map(account -> Keys.storageNode(account, path))
            .orElseGet(() -> Keys.accountNode(path));
      }
    };
  }
}
