/**
 * Posting to the DA layer on this member: {@link metro.da.batch.Poster} over the member's own chain
 * and log, on a thread of its own. It works while this member leads.
 */
@org.jspecify.annotations.NullMarked
package metro.node.posting;
