/**
 * The log alone: Ratis with the members' own configuration under a state machine that does nothing.
 */
@NullMarked
package metro.bench.rawlog;

import org.jspecify.annotations.NullMarked;
