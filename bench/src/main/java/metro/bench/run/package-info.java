/** The order of a run: what is measured, how often, and how long. */
@NullMarked
package metro.bench.run;

import org.jspecify.annotations.NullMarked;
