package metro.evm.trie;

import metro.ethereum.Hash;

/** Where the nodes of a state's tries come from: the account trie's and each storage trie's. */
public interface NodeStore {
  /** Has nothing: for a state that lives in memory alone. */
  NodeStore NONE =
      new NodeStore() {
        @Override
        public NodeSource accounts() {
          return NodeSource.NONE;
        }

        @Override
        public NodeSource storage(Hash accountKey) {
          return NodeSource.NONE;
        }
      };

  /** Nodes of the account trie. */
  NodeSource accounts();

  /** Nodes of one account's storage trie; {@code accountKey} is Keccak-256 of its address. */
  NodeSource storage(Hash accountKey);
}
