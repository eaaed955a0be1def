/**
 * What members say to each other beside the log, over mutual TLS: signatures, and submissions on
 * their way to the leader.
 */
@org.jspecify.annotations.NullMarked
package metro.node.member;
