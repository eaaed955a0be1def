package metro.evm.trie;

import metro.ethereum.Hash;

/** Takes the changes of a state's stored nodes. */
public interface NodeUpdates {
  /** Changes of the account trie. */
  NodeSink accounts();

  /** Changes of one account's storage trie; {@code accountKey} is Keccak-256 of its address. */
  NodeSink storage(Hash accountKey);

  /** Deletes all nodes of one account's storage trie, before any changes to it that follow. */
  void deleteStorage(Hash accountKey);
}
