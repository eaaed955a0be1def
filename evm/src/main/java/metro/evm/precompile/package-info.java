/**
 * The precompiled contracts. Pure functions of their input, safe for all threads.
 *
 * <p>Not here: who may call them and what becomes of the gas.
 */
@NullMarked
package metro.evm.precompile;

import org.jspecify.annotations.NullMarked;
