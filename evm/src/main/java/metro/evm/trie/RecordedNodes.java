package metro.evm.trie;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * The nodes of a state's tries, and which of them were asked for: what a partial trie over them
 * needed, the siblings that deletions pulled up included. One thread.
 */
public final class RecordedNodes implements NodeStore {
  private final StateTrie state;
  private final Map<Hash, Bytes> asked = new LinkedHashMap<>();

  /** The nodes of {@code state}, which must not change meanwhile. */
  public RecordedNodes(StateTrie state) {
    this.state = state;
  }

  @Override
  public NodeSource accounts() {
    return (path, hash) -> record(hash, state.accountNode(path));
  }

  @Override
  public NodeSource storage(Hash accountKey) {
    return (path, hash) -> record(hash, state.storageNode(accountKey, path));
  }

  private Optional<byte[]> record(Hash hash, Optional<byte[]> encoding) {
    encoding.ifPresent(bytes -> asked.put(hash, Bytes.wrap(bytes)));
    return encoding;
  }

  /** Encodings of the nodes that were asked for, each once, in the order they were. */
  public List<Bytes> asked() {
    return List.copyOf(asked.values());
  }
}
