/**
 * From a block header to a soft commitment: members' signatures, the guard that keeps a member from
 * signing two histories, quorum certificates, the light client that follows epochs, and evidence
 * against whoever signed twice.
 *
 * <p>Not here: how signatures travel between members, when a member signs (the node's sealer), and
 * where certificates are stored.
 *
 * <p>Records and verifiers are pure and safe on any thread. {@link metro.soft.SigningGuard} waits
 * for the disk, so it belongs on a thread that may wait, never on the apply thread.
 */
@org.jspecify.annotations.NullMarked
package metro.soft;
