/**
 * Follows the committee: streams of one rollup's blocks from any member, every statement checked
 * before the chain hears of it. Trusts the committee's certificates and nothing a single member
 * says. One virtual thread follows; calls on behalf of users come from theirs.
 */
@org.jspecify.annotations.NullMarked
package metro.rollup.soft;
