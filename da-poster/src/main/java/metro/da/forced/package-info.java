/**
 * Forced inclusion: what anybody may post for a rollup without asking its committee. Pure; the
 * rollup's nodes and the committee's leader read the same.
 */
@org.jspecify.annotations.NullMarked
package metro.da.forced;
