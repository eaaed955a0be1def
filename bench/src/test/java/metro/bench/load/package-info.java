@NullMarked
package metro.bench.load;

import org.jspecify.annotations.NullMarked;
