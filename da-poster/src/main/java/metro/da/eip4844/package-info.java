/**
 * Ethereum blobs (EIP-4844, sidecars with cell proofs of EIP-7594) behind the port. Everything the
 * port shows is of the finalized chain; only a submission looks at the chain before. Not here: keys
 * at rest, and consensus: the finalized hash is believed, see {@link Eip4844Layer}.
 */
@org.jspecify.annotations.NullMarked
package metro.da.eip4844;
