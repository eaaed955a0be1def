package metro.da.altda;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import metro.da.Limits;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;

/** What stands on the ordering layer in place of a blob: the blob itself, or what names it. */
sealed interface Envelope {
  /** Tag of all envelopes. */
  int TAG = 0x69;

  /** Longest commitment: certificates of some services have more than a kilobyte. */
  int MAX_COMMITMENT_BYTES = 16 * 1024;

  private static Encoder start(int kind) {
    return new Encoder().u8(TAG).u8(1).u8(kind);
  }

  /** The bytes for the ordering layer. */
  Bytes encode();

  /** Small data as it is. */
  record Inline(Bytes data) implements Envelope {
    static final int KIND = 0;

    @Override
    public Bytes encode() {
      return Bytes.wrap(start(KIND).raw(data.arrayForReading()).toBytes());
    }
  }

  /**
   * Data on the server.
   *
   * @param length of the data
   * @param sha256 of the data: what comes back is checked, whatever the commitment means
   * @param commitment under which the server finds it
   */
  record Reference(int length, Hash sha256, Bytes commitment) implements Envelope {
    static final int KIND = 1;

    static Reference to(Bytes data, Bytes commitment) {
      return new Reference(data.length(), digest(data), commitment);
    }

    boolean names(Bytes data) {
      return data.length() == length && digest(data).equals(sha256);
    }

    @Override
    public Bytes encode() {
      return Bytes.wrap(start(KIND).u32(length).hash(sha256).bytes(commitment).toBytes());
    }
  }

  /**
   * Reads {@link #encode}.
   *
   * @throws MalformedException naming the field: not an envelope
   */
  static Envelope decode(Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading()).tag(TAG, "envelope").tag(1, "version");
    int kind = in.u8("envelope kind");
    return switch (kind) {
      case Inline.KIND -> inline(in);
      case Reference.KIND -> reference(in);
      default -> throw new MalformedException("envelope kind " + kind);
    };
  }

  private static Inline inline(Decoder in) {
    if (in.remaining() == 0) {
      throw new MalformedException("envelope without data");
    }
    return new Inline(Bytes.wrap(in.raw(in.remaining(), "envelope data")));
  }

  private static Reference reference(Decoder in) {
    int length = in.count(Limits.MAX_BLOB_BYTES, "envelope length");
    Hash sha256 = in.hash("envelope digest");
    Bytes commitment = in.bytes(MAX_COMMITMENT_BYTES, "envelope commitment");
    in.requireEnd("envelope");
    if (length == 0 || commitment.isEmpty()) {
      throw new MalformedException("envelope that names nothing");
    }
    return new Reference(length, sha256, commitment);
  }

  /** SHA-256. */
  static Hash digest(Bytes data) {
    try {
      return Hash.of(MessageDigest.getInstance("SHA-256").digest(data.arrayForReading()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
