package metro.soft;

import java.util.Arrays;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;
import metro.state.Sha256;

/** What a member must remember so that it never signs two headers of one height. */
public sealed interface GuardRecord {
  /** Primary chain id. */
  long committee();

  /** Epoch of the newest signature. */
  long epoch();

  /** Nothing at or below this height may be signed any more, but for the stored signature. */
  long height();

  /**
   * The newest signature that may have left this member.
   *
   * @param committee primary chain id
   * @param epoch of the header
   * @param height of the header
   * @param headerHash of the header
   * @param signature over it
   */
  record Signed(long committee, long epoch, long height, Hash headerHash, Signature signature)
      implements GuardRecord {}

  /**
   * A lower bound without a signature: after re-joining, or when others showed a newer signature of
   * this key than the file held.
   *
   * @param committee primary chain id
   * @param epoch of the bound
   * @param height the bound
   */
  record Floor(long committee, long epoch, long height) implements GuardRecord {}

  /** First byte. */
  int TAG = 0x67;

  /** Bytes at the end of the encoding: the start of the SHA-256 of what is before. */
  int CHECKSUM_SIZE = 8;

  /**
   * Tag 0x67, kind (1 signed, 2 floor), committee, epoch, height, for a signature also header hash
   * and 65 bytes, then the first 8 bytes of the SHA-256 of all that.
   */
  default byte[] encode() {
    Encoder out = new Encoder(160).u8(TAG);
    switch (this) {
      case Signed s ->
          out.u8(1)
              .u64(s.committee)
              .u64(s.epoch)
              .u64(s.height)
              .hash(s.headerHash)
              .raw(s.signature.toBytes65());
      case Floor f -> out.u8(2).u64(f.committee).u64(f.epoch).u64(f.height);
    }
    return out.raw(checksum(out.toBytes())).toBytes();
  }

  /**
   * Reads {@link #encode()}.
   *
   * @throws MalformedException naming the field
   */
  static GuardRecord decode(byte[] bytes) {
    int bodySize = bytes.length - CHECKSUM_SIZE;
    if (bodySize < 0) {
      throw new MalformedException("guard record is cut off");
    }
    byte[] body = Arrays.copyOf(bytes, bodySize);
    if (!Arrays.equals(checksum(body), Arrays.copyOfRange(bytes, bodySize, bytes.length))) {
      throw new MalformedException("guard record checksum does not fit");
    }
    Decoder in = new Decoder(body).tag(TAG, "guard record");
    int kind = in.u8("guard record kind");
    long committee = in.u63("guard record committee");
    long epoch = in.u63("guard record epoch");
    long height = in.u63("guard record height");
    GuardRecord record =
        switch (kind) {
          case 1 ->
              new Signed(
                  committee,
                  epoch,
                  height,
                  in.hash("guard record header hash"),
                  Certificate.signature(in, "guard record signature"));
          case 2 -> new Floor(committee, epoch, height);
          default -> throw new MalformedException("guard record kind " + kind + " is unknown");
        };
    in.requireEnd("guard record");
    return record;
  }

  private static byte[] checksum(byte[] body) {
    return Arrays.copyOf(Sha256.hash(body).bytes(), CHECKSUM_SIZE);
  }
}
