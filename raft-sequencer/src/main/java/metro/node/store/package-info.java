/**
 * What a member keeps on disk of the applied log: replicated state, blocks and the indices into
 * them, in one RocksDB whose every write carries the log position it belongs to.
 *
 * <p>The Raft log is the durable write-ahead log: a write here is not forced to disk, and what a
 * power cut takes is applied again from the log. Only the apply thread writes blocks; certificates
 * come from the sealer. Reading is safe from any thread.
 */
@org.jspecify.annotations.NullMarked
package metro.node.store;
