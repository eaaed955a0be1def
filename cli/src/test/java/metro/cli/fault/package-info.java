/**
 * A committee of real processes and what is done to it: killed leaders under load. Used by tests
 * and, through {@link metro.cli.fault.KillLeader}, by scripts/kill-leader.
 */
@org.jspecify.annotations.NullMarked
package metro.cli.fault;
