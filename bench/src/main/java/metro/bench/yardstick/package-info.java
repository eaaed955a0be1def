/** What the hardware and the libraries do by themselves. */
@NullMarked
package metro.bench.yardstick;

import org.jspecify.annotations.NullMarked;
