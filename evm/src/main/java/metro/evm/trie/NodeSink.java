package metro.evm.trie;

/** Takes the changes of one trie's stored nodes, keyed by path (one nibble per byte). */
public interface NodeSink {
  /** The node at {@code path} now has this encoding. The arrays belong to the sink afterwards. */
  void put(byte[] path, byte[] encoding);

  /** There is no stored node at {@code path} any more. */
  void delete(byte[] path);
}
