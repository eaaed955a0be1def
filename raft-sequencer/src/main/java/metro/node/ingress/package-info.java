/**
 * From a client's bytes to a place in the log: checks on every member, then the leader's pool and
 * block builder, in this process or over the members' own stream. No consensus state lives here:
 * whatever is lost with the process was never promised.
 *
 * <p>{@link metro.node.ingress.LeaderLoop} owns pool, builder and pipeline with one thread.
 * Signatures are recovered on a few platform threads. Answers complete on an executor of their own,
 * never on the apply thread.
 */
@org.jspecify.annotations.NullMarked
package metro.node.ingress;
