package metro.da.columns;

import java.util.ArrayList;
import java.util.List;
import metro.state.Encoder;

/**
 * Collects planes, which are compressed, and a tail of bytes that no compressor makes smaller
 * (signatures, addresses, hashes). Planes have no names on the wire: the reader takes them in the
 * same order.
 */
public final class ColumnWriter {
  /** Planes of one part. */
  static final int MAX_PLANES = 255;

  private final List<byte[]> planes = new ArrayList<>();
  private final Encoder tail = new Encoder(1024);

  /** The next plane. */
  void plane(byte[] bytes) {
    planes.add(bytes);
  }

  /**
   * The next two planes: the lowest seven bits of each number and whether more follow, then the
   * remaining sevens, lowest first.
   */
  public void numbers(long... values) {
    byte[][] split = split(values);
    planes.add(split[0]);
    planes.add(split[1]);
  }

  static byte[][] split(long[] values) {
    byte[] first = new byte[values.length];
    Encoder rest = new Encoder(values.length);
    for (int i = 0; i < values.length; i++) {
      long left = values[i] >>> 7;
      first[i] = septet(values[i], left);
      while (left != 0) {
        long value = left;
        left >>>= 7;
        rest.u8(septet(value, left));
      }
    }
    return new byte[][] {first, rest.toBytes()};
  }

  private static byte septet(long value, long left) {
    return (byte) ((value & 0x7f) | (left == 0 ? 0 : 0x80));
  }

  /** What stays as it is, behind what is compressed. */
  public Encoder tail() {
    return tail;
  }

  /**
   * What is to be compressed, in sections: number of planes, a bit for each that is not empty, the
   * lengths of those; then each plane.
   */
  public List<byte[]> sections() {
    if (planes.size() > MAX_PLANES) {
      throw new IllegalStateException(planes.size() + " planes: a bug");
    }
    byte[] present = new byte[(planes.size() + 7) / 8];
    Encoder lengths = new Encoder();
    List<byte[]> sections = new ArrayList<>();
    for (int i = 0; i < planes.size(); i++) {
      if (planes.get(i).length > 0) {
        present[i / 8] |= (byte) (1 << (i % 8));
        length(lengths, planes.get(i).length);
        sections.add(planes.get(i));
      }
    }
    sections.addFirst(
        new Encoder().u8(planes.size()).raw(present).raw(lengths.toBytes()).toBytes());
    return sections;
  }

  /** Bytes of all sections. */
  public int size() {
    return sections().stream().mapToInt(section -> section.length).sum();
  }

  private static void length(Encoder out, int length) {
    byte[][] split = split(new long[] {length});
    out.raw(split[0]).raw(split[1]);
  }
}
