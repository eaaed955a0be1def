/** A committee as processes on loopback, and what they take of the machine. */
@NullMarked
package metro.bench.cluster;

import org.jspecify.annotations.NullMarked;
