package metro.ethereum.secp256k1;

import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Signature;

/**
 * That the holder of {@code publicKey} signed {@code digest}: true exactly when recovery from
 * digest and signature gives this key.
 *
 * @param digest what was signed
 * @param signature as it came; whether high s is allowed is the caller's rule
 * @param publicKey 64 bytes, x then y; anything else is a false claim
 */
public record SignatureClaim(Hash digest, Signature signature, Bytes publicKey) {}
