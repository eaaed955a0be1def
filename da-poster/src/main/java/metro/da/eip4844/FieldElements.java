package metro.da.eip4844;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.state.MalformedException;

/**
 * Bytes as field elements: 31 in each of a blob's 4096, after a zero byte that keeps the element
 * below the modulus. The rest of the last blob is zero.
 */
final class FieldElements {
  /** Bytes that fit one blob. */
  static final int BYTES_PER_BLOB = 4096 * 31;

  private static final int ELEMENT_BYTES = 32;
  private static final int USED_BYTES = ELEMENT_BYTES - 1;

  private FieldElements() {}

  /** How many blobs so many bytes take. */
  static int blobsFor(int bytes) {
    return Math.max(1, Math.ceilDiv(bytes, BYTES_PER_BLOB));
  }

  /** The bytes in as many blobs as they need, at least one. */
  static List<byte[]> write(byte[] bytes) {
    List<byte[]> blobs = new ArrayList<>();
    for (int i = 0; i < blobsFor(bytes.length); i++) {
      blobs.add(new byte[Kzg.BLOB_BYTES]);
    }
    for (int from = 0, element = 0; from < bytes.length; from += USED_BYTES, element++) {
      byte[] blob = blobs.get(from / BYTES_PER_BLOB);
      int at = element % (Kzg.BLOB_BYTES / ELEMENT_BYTES) * ELEMENT_BYTES + 1;
      System.arraycopy(bytes, from, blob, at, Math.min(USED_BYTES, bytes.length - from));
    }
    return blobs;
  }

  /**
   * All bytes of the blobs, the zeros at the end included.
   *
   * @throws MalformedException when a field element does not begin with a zero byte
   */
  static byte[] read(List<byte[]> blobs) {
    byte[] out = new byte[blobs.size() * BYTES_PER_BLOB];
    int to = 0;
    for (byte[] blob : blobs) {
      for (int at = 0; at < Kzg.BLOB_BYTES; at += ELEMENT_BYTES, to += USED_BYTES) {
        if (blob[at] != 0) {
          throw new MalformedException("a field element with a first byte other than zero");
        }
        System.arraycopy(blob, at + 1, out, to, USED_BYTES);
      }
    }
    return out;
  }

  /** Whether all bytes from {@code from} on are zero. */
  static boolean isZero(byte[] bytes, int from) {
    return Arrays.mismatch(
            bytes, from, bytes.length, new byte[bytes.length - from], 0, bytes.length - from)
        < 0;
  }
}
