/** What a member keeps in memory for a while. */
@NullMarked
package metro.node.memory;

import org.jspecify.annotations.NullMarked;
