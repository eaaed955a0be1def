/**
 * The pairing-friendly curve BN254 ("alt_bn128", EIP-196 and EIP-197) in plain Java: field elements
 * in Montgomery form, the optimal ate pairing. Immutable values, safe for all threads; not constant
 * time, because everything here is public.
 */
@NullMarked
package metro.evm.bn254;

import org.jspecify.annotations.NullMarked;
