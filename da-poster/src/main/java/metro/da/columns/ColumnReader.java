package metro.da.columns;

import metro.state.Decoder;
import metro.state.MalformedException;

/**
 * Hands out what a {@link ColumnWriter} collected. What may be made of it is bounded: every piece
 * is paid for from the size that the content is said to have, before it is allocated.
 */
public final class ColumnReader {
  private final Decoder planes;
  private final Decoder tail;
  private final int[] lengths;
  private final long contentBytes;
  private long budget;
  private int next;

  /**
   * A reader.
   *
   * @param planes decompressed
   * @param tail the rest
   * @param contentBytes size of the content that these stand for
   * @throws MalformedException when the lengths of the planes do not add up
   */
  public ColumnReader(byte[] planes, byte[] tail, int contentBytes) {
    this.planes = new Decoder(planes);
    this.tail = new Decoder(tail);
    this.contentBytes = contentBytes;
    this.budget = contentBytes;
    this.lengths = lengths();
  }

  private int[] lengths() {
    int count = planes.u8("plane count");
    byte[] present = planes.raw((count + 7) / 8, "planes present");
    int[] out = new int[count];
    long sum = 0;
    for (int i = 0; i < count; i++) {
      boolean isPresent = (present[i / 8] >> (i % 8) & 1) == 1;
      long length = isPresent ? readNumber(planes, planes, "plane length") : 0;
      if (length < 0 || length > planes.remaining() || (isPresent && length == 0)) {
        throw new MalformedException("plane length is out of range");
      }
      out[i] = (int) length;
      sum += length;
    }
    if (sum != planes.remaining()) {
      throw new MalformedException("planes have another length than they say");
    }
    return out;
  }

  /** The next plane, whatever its length. */
  byte[] plane(String field) {
    if (next == lengths.length) {
      throw new MalformedException(field + " is missing");
    }
    return planes.raw(lengths[next++], field);
  }

  /** The next plane, which has {@code length} bytes. */
  byte[] plane(int length, String field) {
    byte[] plane = plane(field);
    if (plane.length != length) {
      throw new MalformedException(
          field + " has " + plane.length + " entries instead of " + length);
    }
    return plane;
  }

  /** All numbers of the next two planes, unsigned 64 bits each, at most {@code max}. */
  long[] numbersUpTo(int max, String field) {
    byte[] first = plane(field);
    requireAtMost(first.length, max, field);
    Decoder low = new Decoder(first);
    Decoder rest = new Decoder(plane(field));
    long[] out = new long[first.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = readNumber(low, rest, field);
    }
    rest.requireEnd(field);
    return out;
  }

  /** The next two planes, which hold {@code count} numbers. */
  public long[] numbers(int count, String field) {
    long[] out = numbersUpTo(count, field);
    if (out.length != count) {
      throw new MalformedException(field + " has " + out.length + " entries instead of " + count);
    }
    return out;
  }

  /** The next two planes, which hold {@code count} numbers of 0 to {@code max}. */
  int[] counts(int count, int max, String field) {
    long[] numbers = numbers(count, field);
    int[] out = new int[count];
    for (int i = 0; i < count; i++) {
      if (numbers[i] < 0 || numbers[i] > max) {
        throw new MalformedException(
            field + " is " + Long.toUnsignedString(numbers[i]) + ", the limit is " + max);
      }
      out[i] = (int) numbers[i];
    }
    return out;
  }

  static void requireAtMost(int count, int max, String field) {
    if (count > max) {
      throw new MalformedException(field + " has " + count + " entries, the limit is " + max);
    }
  }

  private static long readNumber(Decoder first, Decoder rest, String field) {
    int septet = first.u8(field);
    long value = septet & 0x7f;
    for (int shift = 7; septet >= 0x80; shift += 7) {
      septet = rest.u8(field);
      if (septet == 0 || (shift == 63 && septet > 1)) {
        throw new MalformedException(field + " is not in its shortest form, or above 2^64");
      }
      value |= (septet & 0x7fL) << shift;
    }
    return value;
  }

  /** What was not compressed. */
  public Decoder tail() {
    return tail;
  }

  /** Takes {@code bytes} from the size that the content is said to have. */
  void spend(long bytes, String field) {
    budget -= bytes;
    if (bytes < 0 || budget < 0) {
      throw new MalformedException(
          field + " makes the content larger than the " + contentBytes + " bytes it is said to be");
    }
  }

  /** Fails unless everything was taken. */
  public void requireEnd() {
    if (next != lengths.length) {
      throw new MalformedException((lengths.length - next) + " planes too many");
    }
    tail.requireEnd("the columns' tail");
  }
}
