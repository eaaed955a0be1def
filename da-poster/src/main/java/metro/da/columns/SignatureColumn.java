package metro.da.columns;

import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import metro.state.Decoder;
import metro.state.Encoder;

/**
 * Signatures as 64 bytes that no compressor makes smaller: r, then s with the parity in its highest
 * bit, which is free in every s that EIP-2 allows.
 */
final class SignatureColumn {
  static final int SIZE = 64;

  private SignatureColumn() {}

  /** Whether the highest bit of s is free. */
  static boolean fits(Signature signature) {
    return signature.s().w3() >= 0;
  }

  static void write(Encoder out, Signature signature) {
    UInt256 s = signature.s();
    long high = s.w3() | (long) signature.yParity() << 63;
    UInt256 r = signature.r();
    out.u64(r.w3()).u64(r.w2()).u64(r.w1()).u64(r.w0());
    out.u64(high).u64(s.w2()).u64(s.w1()).u64(s.w0());
  }

  static Signature read(Decoder in) {
    UInt256 r = UInt256.fromBytes(in.raw(32, "signature r"));
    UInt256 s = UInt256.fromBytes(in.raw(32, "signature s"));
    return new Signature(
        (int) (s.w3() >>> 63), r, new UInt256(s.w3() & Long.MAX_VALUE, s.w2(), s.w1(), s.w0()));
  }
}
