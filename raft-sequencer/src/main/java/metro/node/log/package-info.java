/**
 * The replicated log as the rest of the member sees it: propose an entry, hear what it did, know
 * who leads. Nothing here knows Ratis; {@code metro.node.raft} is the adapter of a committee,
 * {@code SingleProcessLog} the one of a single member.
 *
 * <p>Futures complete on a thread of the log's own that is not the apply thread; dependents that
 * take long move elsewhere.
 */
@org.jspecify.annotations.NullMarked
package metro.node.log;
