/**
 * Soft commitments: this member's signatures over headers it applied and checked, and the
 * certificates that come of all members' signatures.
 *
 * <p>{@link metro.node.seal.Sealer} signs on one platform thread and checks transactions'
 * signatures on a small pool; {@link metro.node.seal.Certifier} takes commits from any thread.
 */
@org.jspecify.annotations.NullMarked
package metro.node.seal;
