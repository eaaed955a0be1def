/**
 * A committee of real processes and what is done to it under load: killed leaders, all members
 * killed at once, members away for long, wiped disks. Used by tests and, through {@link
 * metro.cli.fault.KillLeader} and {@link metro.cli.fault.Restarts}, by the scripts of the same
 * names.
 */
@org.jspecify.annotations.NullMarked
package metro.cli.fault;
