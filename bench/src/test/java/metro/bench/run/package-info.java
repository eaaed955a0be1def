@NullMarked
package metro.bench.run;

import org.jspecify.annotations.NullMarked;
