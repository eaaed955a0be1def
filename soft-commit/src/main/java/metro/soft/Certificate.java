package metro.soft;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Signature;
import metro.state.BlockHeader;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Limits;
import metro.state.MalformedException;

/**
 * A header with the signatures of a majority of its epoch's members. Holding one proves nothing:
 * {@link CertificateVerifier} says whether it is valid.
 *
 * @param header the signed header
 * @param bitmap bit i (value 2^i) is set when member i of the committee signed
 * @param signatures of the members in the bitmap, lowest bit first
 */
public record Certificate(BlockHeader header, int bitmap, List<Signature> signatures) {
  /** Version of these bytes. */
  public static final int VERSION = 1;

  /** Bytes of one signature. */
  public static final int SIGNATURE_SIZE = 65;

  /** Bytes of the largest certificate. */
  public static final int MAX_SIZE = 2 + BlockHeader.SIZE + 4 + Limits.MAX_MEMBERS * SIGNATURE_SIZE;

  private static final int TAG = 0x51;

  public Certificate {
    signatures = List.copyOf(signatures);
    if (bitmap >>> Limits.MAX_MEMBERS != 0 || Integer.bitCount(bitmap) != signatures.size()) {
      throw new IllegalArgumentException(
          "bitmap 0b%s does not fit %d signatures"
              .formatted(Integer.toBinaryString(bitmap), signatures.size()));
    }
  }

  /** The certified height. */
  public long height() {
    return header.height();
  }

  /** The signature of member {@code index}, whose bit must be set. */
  Signature signatureOf(int index) {
    return signatures.get(Integer.bitCount(bitmap & (1 << index) - 1));
  }

  /** Tag 0x51, version, header, bitmap (u32), then 65 bytes (r, s, 27 or 28) for each set bit. */
  public byte[] encode() {
    Encoder out = new Encoder(MAX_SIZE).u8(TAG).u8(VERSION).raw(header.encode()).u32(bitmap);
    signatures.forEach(signature -> out.raw(signature.toBytes65()));
    return out.toBytes();
  }

  /**
   * Reads {@link #encode()}. Each certificate has exactly one encoding.
   *
   * @throws MalformedException naming the field
   */
  public static Certificate decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "certificate").tag(VERSION, "certificate version");
    BlockHeader header = BlockHeader.decode(in.raw(BlockHeader.SIZE, "certificate header"));
    int bitmap = in.u32("certificate bitmap");
    if (bitmap >>> Limits.MAX_MEMBERS != 0) {
      throw new MalformedException("certificate bitmap names a member above " + Limits.MAX_MEMBERS);
    }
    List<Signature> signatures = new ArrayList<>();
    for (int i = Integer.bitCount(bitmap); i > 0; i--) {
      signatures.add(signature(in, "certificate signature"));
    }
    in.requireEnd("certificate");
    return new Certificate(header, bitmap, signatures);
  }

  static Signature signature(Decoder in, String field) {
    try {
      return Signature.fromBytes65(in.raw(SIGNATURE_SIZE, field));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(field + ": " + e.getMessage());
    }
  }
}
