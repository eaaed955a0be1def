@NullMarked
package metro.bench;

import org.jspecify.annotations.NullMarked;
