/**
 * Watching an execution: {@link metro.evm.trace.Tracer} is called by the interpreter, the other
 * types are geth's tracers built on it.
 *
 * <p>Not here: JSON text; tracers give plain Java values (maps and lists) that any JSON library
 * writes. A tracer belongs to one execution at a time.
 */
@NullMarked
package metro.evm.trace;

import org.jspecify.annotations.NullMarked;
