@NullMarked
package metro.bench.report;

import org.jspecify.annotations.NullMarked;
