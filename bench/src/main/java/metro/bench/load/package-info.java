/** Open-loop load on a committee: signed beforehand, timed from when it was meant to be sent. */
@NullMarked
package metro.bench.load;

import org.jspecify.annotations.NullMarked;
