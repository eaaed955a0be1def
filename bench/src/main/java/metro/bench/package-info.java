/** The bench: how fast a committee is, against what this machine can do. */
@NullMarked
package metro.bench;

import org.jspecify.annotations.NullMarked;
