package metro.da.celestia;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;

/**
 * Transactions one after the other, each with its length before it, cut into shares that each say
 * where the first transaction starting in them begins.
 */
final class CompactShares {
  static final int FIRST_CAPACITY = 474;
  static final int CONTINUATION_CAPACITY = 478;
  private static final int RESERVED_SIZE = 4;

  private CompactShares() {}

  /** Shares for a stream of {@code bytes}, lengths included. */
  static int sharesNeeded(long bytes) {
    if (bytes <= 0) {
      return 0;
    }
    return bytes <= FIRST_CAPACITY
        ? 1
        : 1 + Math.toIntExact(Math.ceilDiv(bytes - FIRST_CAPACITY, (long) CONTINUATION_CAPACITY));
  }

  /** What one transaction of {@code length} bytes adds to the stream. */
  static long streamBytes(int length) {
    return ProtoWriter.varintSize(length) + (long) length;
  }

  /** The shares of {@code transactions} under {@code namespace}. */
  static List<Share> split(Namespace namespace, List<Bytes> transactions) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<Integer> starts = new ArrayList<>();
    for (Bytes tx : transactions) {
      starts.add(stream.size());
      ProtoWriter length = new ProtoWriter();
      length.varint(tx.length());
      stream.writeBytes(length.toBytes());
      stream.writeBytes(tx.arrayForReading());
    }
    return cut(namespace, stream.toByteArray(), starts);
  }

  private static List<Share> cut(Namespace namespace, byte[] stream, List<Integer> starts) {
    List<Share> shares = new ArrayList<>();
    int nextStart = 0;
    for (int at = 0; at < stream.length; ) {
      boolean first = at == 0;
      byte[] share = new byte[Share.SIZE];
      Share.namespaceAndInfo(share, namespace, 0, first);
      int reserved = first ? Share.AFTER_LENGTH : Share.LENGTH_OFFSET;
      if (first) {
        ShareSplitter.writeLength(share, stream.length);
      }
      int offset = reserved + RESERVED_SIZE;
      int length = Math.min(Share.SIZE - offset, stream.length - at);
      System.arraycopy(stream, at, share, offset, length);
      while (nextStart < starts.size() && starts.get(nextStart) < at) {
        nextStart++;
      }
      if (nextStart < starts.size() && starts.get(nextStart) < at + length) {
        writeReserved(share, reserved, offset + starts.get(nextStart) - at);
      }
      at += length;
      shares.add(new Share(Bytes.wrap(share)));
    }
    return shares;
  }

  private static void writeReserved(byte[] share, int at, int value) {
    share[at + 2] = (byte) (value >>> 8);
    share[at + 3] = (byte) value;
  }
}
