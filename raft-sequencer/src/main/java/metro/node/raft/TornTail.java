package metro.node.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metro.state.Limits;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.util.PureJavaCrc32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off a half-written last record of the open log segment. A process that is killed while it
 * writes leaves one, and Ratis then refuses to start, because segments are filled with zeros ahead
 * and the record looks decayed. It was never forced to disk, so nobody was told of it.
 *
 * <p>A bad record with a whole one behind it is decay, not a torn tail: the file stays as it is and
 * Ratis refuses. Format: "RaftLog1", then records of varint length, entry, CRC-32C of both.
 */
final class TornTail {
  private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);
  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final String OPEN_SEGMENT = "log_inprogress_";
  private static final int MAX_RECORD_BYTES = 4 * Limits.MAX_ENTRY_BYTES;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_LENGTH_BYTES = 4;
  // Field 1, a varint: how every entry begins (its term).
  private static final int ENTRY_FIRST_BYTE = 0x08;

  private final byte[] bytes;
  // Of the newest whole record; what stands behind it has a greater one.
  private long lastIndex = -1;

  private TornTail(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Repairs the open segments in {@code directory}. */
  static void repairAll(Path directory) throws IOException {
    List<Path> open;
    try (Stream<Path> files = Files.list(directory)) {
      open = files.filter(f -> f.getFileName().toString().startsWith(OPEN_SEGMENT)).toList();
    }
    for (Path segment : open) {
      repair(segment);
    }
  }

  private static void repair(Path segment) throws IOException {
    TornTail tail = new TornTail(Files.readAllBytes(segment));
    int end = tail.endOfWholeRecords();
    if (end < 0 || tail.isZeroFrom(end)) {
      return;
    }
    if (tail.hasRecordBehind(end)) {
      LOG.error(
          "{}: the record at {} is decayed and others follow: move the data directory away and run"
              + " `metro rejoin`, which gets everything anew from the other members",
          segment,
          end);
      return;
    }
    LOG.warn("{}: cutting off a half-written record at {}", segment, end);
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.truncate(end);
      channel.force(true);
    }
  }

  /** Where the whole records end; negative when the file does not begin as a segment. */
  private int endOfWholeRecords() {
    if (bytes.length < HEADER.length || !startsWithHeader()) {
      return -1;
    }
    int at = HEADER.length;
    for (Optional<Whole> record = recordAt(at); record.isPresent(); record = recordAt(at)) {
      at += record.get().size();
      lastIndex = record.get().index();
    }
    return at;
  }

  private boolean startsWithHeader() {
    return ByteBuffer.wrap(bytes, 0, HEADER.length).equals(ByteBuffer.wrap(HEADER));
  }

  private boolean isZeroFrom(int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean hasRecordBehind(int from) {
    for (int at = from + 1; at < bytes.length; at++) {
      if (bytes[at] != 0 && recordAt(at).filter(r -> r.index() > lastIndex).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * A record that is all there.
   *
   * @param size in bytes, length and checksum included
   * @param index of the entry
   */
  private record Whole(int size, long index) {}

  /** The whole record at {@code at}; empty when there is none. */
  private Optional<Whole> recordAt(int at) {
    int length = 0;
    int lengthBytes = 0;
    while (true) {
      if (at + lengthBytes >= bytes.length || lengthBytes == MAX_LENGTH_BYTES) {
        return Optional.empty();
      }
      byte next = bytes[at + lengthBytes];
      length |= (next & 0x7f) << (7 * lengthBytes);
      lengthBytes++;
      if (next >= 0) {
        break;
      }
    }
    long end = (long) at + lengthBytes + length + CHECKSUM_BYTES;
    boolean fits = length > 0 && length <= MAX_RECORD_BYTES && end <= bytes.length;
    if (!fits || bytes[at + lengthBytes] != ENTRY_FIRST_BYTE) {
      return Optional.empty();
    }
    return entry(at, lengthBytes, length).map(e -> new Whole((int) (end - at), e.getIndex()));
  }

  private Optional<LogEntryProto> entry(int at, int lengthBytes, int length) {
    PureJavaCrc32C checksum = new PureJavaCrc32C();
    checksum.update(bytes, at, lengthBytes + length);
    int stored = ByteBuffer.wrap(bytes).getInt(at + lengthBytes + length);
    if ((int) checksum.getValue() != stored) {
      return Optional.empty();
    }
    try {
      return Optional.of(LogEntryProto.parser().parseFrom(bytes, at + lengthBytes, length));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }
}
