/**
 * The committee's own certificates: one authority for each committee, one certificate for each
 * member, its common name the member's name. Whoever holds none of them is no member.
 */
@org.jspecify.annotations.NullMarked
package metro.node.tls;
