/**
 * Celestia byte for byte: namespaces, shares, squares, erasure code, namespaced Merkle trees,
 * commitments and proofs, the JSON of its node API and a client for it. Pure functions apart from
 * the client; values are immutable and may be shared between threads.
 */
@org.jspecify.annotations.NullMarked
package metro.da.celestia;
