/** The EVM alone: a node's blocks again, without network and without a chain of seconds. */
@NullMarked
package metro.bench.bareevm;

import org.jspecify.annotations.NullMarked;
