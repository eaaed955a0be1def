package metro.da.columns;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.List;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;

/**
 * Columns as bytes: u32 size of the planes, u32 length of the zstd frame that holds them, the
 * frame, the tail. Larger planes begin a block of their own in the frame, so that each is coded by
 * its own statistics.
 */
public final class ColumnFrame {
  private static final int OVERHEAD = 8;
  private static final int MIN_OWN_BLOCK = 512;
  private static final int BLOCK_HEADER = 16;

  private ColumnFrame() {}

  /** Compresses what {@code columns} collected. */
  public static byte[] compress(ColumnWriter columns, int level) {
    List<byte[]> sections = columns.sections();
    int size = sections.stream().mapToInt(section -> section.length).sum();
    byte[] frame = frame(sections, size, level);
    byte[] tail = columns.tail().toBytes();
    return new Encoder(OVERHEAD + frame.length + tail.length)
        .u32(size)
        .u32(frame.length)
        .raw(frame)
        .raw(tail)
        .toBytes();
  }

  /** How many bytes of what {@link #compress} wrote are not compressed. */
  public static int tailBytes(byte[] body) {
    Decoder in = new Decoder(body);
    in.u32("size of the planes");
    in.raw(in.count(body.length, "length of the planes' frame"), "planes");
    return in.remaining();
  }

  private static byte[] frame(List<byte[]> sections, int size, int level) {
    int bound = (int) Zstd.compressBound(size) + BLOCK_HEADER * sections.size();
    ByteBuffer out = ByteBuffer.allocateDirect(bound);
    ByteBuffer in = ByteBuffer.allocateDirect(size);
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setLevel(level);
      context.setPledgedSrcSize(size);
      for (byte[] section : sections) {
        boolean isOwn = section.length >= MIN_OWN_BLOCK;
        drain(context, out, in, isOwn ? EndDirective.FLUSH : EndDirective.CONTINUE);
        in.put(section);
        drain(context, out, in, isOwn ? EndDirective.FLUSH : EndDirective.CONTINUE);
      }
      drain(context, out, in, EndDirective.END);
    }
    byte[] frame = new byte[out.flip().remaining()];
    out.get(frame);
    return frame;
  }

  /** Hands over what is in {@code in} and empties it. */
  private static void drain(
      ZstdCompressCtx context, ByteBuffer out, ByteBuffer in, EndDirective directive) {
    in.flip();
    boolean isDone;
    do {
      isDone = context.compressDirectByteBufferStream(out, in, directive);
    } while (in.hasRemaining() || (directive != EndDirective.CONTINUE && !isDone));
    in.clear();
  }

  /**
   * Reads what {@link #compress} wrote.
   *
   * @param contentBytes size of the content these stand for, which the caller has bounded: planes
   *     larger than it are refused before they are decompressed
   * @throws MalformedException naming the field
   */
  public static ColumnReader open(byte[] body, int contentBytes) {
    Decoder in = new Decoder(body);
    int size = in.count(contentBytes, "size of the planes");
    byte[] frame = in.raw(in.count(body.length, "length of the planes' frame"), "planes");
    byte[] tail = in.raw(in.remaining(), "the columns' tail");
    return new ColumnReader(decompress(frame, size), tail, contentBytes);
  }

  private static byte[] decompress(byte[] frame, int size) {
    try {
      byte[] planes = Zstd.decompress(frame, size);
      if (planes.length != size) {
        throw new MalformedException("planes are cut off");
      }
      return planes;
    } catch (ZstdException e) {
      throw new MalformedException("planes: " + e.getMessage());
    }
  }
}
