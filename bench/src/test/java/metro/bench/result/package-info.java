@NullMarked
package metro.bench.result;

import org.jspecify.annotations.NullMarked;
