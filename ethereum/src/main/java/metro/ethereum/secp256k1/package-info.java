/**
 * secp256k1 on long limbs, for checking many signatures at once: field and order arithmetic,
 * points, sums of many multiples, and {@link metro.ethereum.secp256k1.BatchVerifier}.
 *
 * <p>Nothing here is constant time. Everything it works on (hashes, signatures, public keys) is
 * public; never use it with a private key. One signature at a time goes through {@link
 * metro.ethereum.Secp256k1}.
 */
@NullMarked
package metro.ethereum.secp256k1;

import org.jspecify.annotations.NullMarked;
