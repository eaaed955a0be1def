/**
 * The replicated log of a committee on Apache Ratis 3.3.0, and everything this module knows of
 * Ratis: configuration, state machine, snapshots, authorisation of its ports, repair of a torn
 * tail, supervision.
 *
 * <p>Ratis calls the state machine on its one updater thread; callbacks under its server lock
 * return at once.
 */
@org.jspecify.annotations.NullMarked
package metro.node.raft;
