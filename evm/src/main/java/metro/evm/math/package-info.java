/**
 * 256-bit arithmetic on bare limbs, without allocation. A word is four consecutive {@code long}s of
 * an array, the least significant first.
 *
 * <p>Static methods hold no state; a {@link metro.evm.math.Division} has scratch space and belongs
 * to one thread.
 */
@NullMarked
package metro.evm.math;

import org.jspecify.annotations.NullMarked;
