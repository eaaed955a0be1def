package metro.da.celestia;

/** Adds a multiple of one shard to another. */
sealed interface LeopardMultiplier permits LeopardMultiplier8, LeopardMultiplier16 {

  /** {@code shards[target...] += factor * shards[source...]} over {@link Share#SIZE} bytes. */
  void addProduct(byte[] shards, int target, int source, int factor);
}
