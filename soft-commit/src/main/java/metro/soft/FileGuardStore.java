package metro.soft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;

/**
 * Keeps the record in one small file of two slots, which are overwritten in turn and synced: at
 * every moment the newest or the one before is there, whole. A slot holds two copies of its record,
 * far enough apart that no sector of a disk holds both, so that decay of one does not lose it: what
 * is in neither copy was never written to its end, and nothing was promised on it. Holds a lock
 * file while open, so that two processes never share one guard.
 *
 * <p>The directory lies outside the replicated log's, so that restoring the log does not restore
 * the guard with it.
 */
public final class FileGuardStore implements GuardStore, AutoCloseable {
  private static final String FILE = "signing-guard";
  // A record takes less than 200 bytes; sectors of disks are at most so large.
  private static final int COPY_BYTES = 4_096;
  private static final int COPIES = 2;
  private static final int SLOT_BYTES = COPIES * COPY_BYTES;
  private static final int SLOTS = 2;
  private static final int FILE_BYTES = SLOTS * SLOT_BYTES;

  private final DurableFiles files;
  private final Path directory;
  private final AutoCloseable lock;
  // Where the next record goes; nowhere before the file is known to have its size.
  private OptionalInt nextSlot = OptionalInt.empty();

  private FileGuardStore(DurableFiles files, Path directory, AutoCloseable lock) {
    this.files = files;
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens the guard directory, making it when it is missing.
   *
   * @throws IOException when it cannot be used or another process holds it
   */
  public static FileGuardStore open(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    Files.createDirectories(absolute);
    return new FileGuardStore(DurableFiles.REAL, absolute, lock(absolute));
  }

  /** Over another file system, without a lock. */
  static FileGuardStore over(DurableFiles files, Path directory) {
    return new FileGuardStore(files, directory, () -> {});
  }

  /**
   * The newest record.
   *
   * @throws MalformedException when there is none in the file: it has another size, or all copies
   *     are damaged
   */
  @Override
  public synchronized Optional<GuardRecord> load() throws IOException {
    Optional<byte[]> content = files.read(file(), FILE_BYTES);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = content.get();
    if (bytes.length != FILE_BYTES) {
      throw new MalformedException(
          "the file has " + bytes.length + " bytes, a signing guard " + FILE_BYTES);
    }
    GuardRecord newest = null;
    for (int slot = 0; slot < SLOTS; slot++) {
      for (GuardRecord record : recordsIn(bytes, slot)) {
        if (newest == null || record.height() > newest.height()) {
          newest = record;
          nextSlot = OptionalInt.of((slot + 1) % SLOTS);
        }
      }
    }
    if (newest == null) {
      throw new MalformedException("every copy of the record is damaged");
    }
    return Optional.of(newest);
  }

  /** The whole copies of a slot: each two bytes of length, the record, and padding. */
  private static List<GuardRecord> recordsIn(byte[] file, int slot) {
    List<GuardRecord> whole = new ArrayList<>();
    for (int copy = 0; copy < COPIES; copy++) {
      int at = slot * SLOT_BYTES + copy * COPY_BYTES;
      Decoder in = new Decoder(Arrays.copyOfRange(file, at, at + COPY_BYTES));
      try {
        int length = in.u16("guard record length");
        whole.add(GuardRecord.decode(in.raw(length, "guard record")));
      } catch (MalformedException e) {
        // Damaged, half written or not written yet: the others count.
      }
    }
    return whole;
  }

  @Override
  public synchronized void save(GuardRecord record) throws IOException {
    if (nextSlot.isEmpty()) {
      create(record);
      nextSlot = OptionalInt.of(1);
      return;
    }
    // After a failure the same slot again: the other one holds what was promised.
    int slot = nextSlot.getAsInt();
    files.overwrite(file(), slot * SLOT_BYTES, slot(record));
    files.sync(file());
    nextSlot = OptionalInt.of((slot + 1) % SLOTS);
  }

  /** A file with this record in the first slot, in place of whatever is there. */
  private void create(GuardRecord record) throws IOException {
    Path next = directory.resolve(FILE + ".next");
    files.write(next, Arrays.copyOf(slot(record), FILE_BYTES));
    files.sync(next);
    files.move(next, file());
    files.syncDirectory(directory);
  }

  private static byte[] slot(GuardRecord record) {
    byte[] bytes = record.encode();
    bytes = new Encoder(2 + bytes.length).u16(bytes.length).raw(bytes).toBytes();
    byte[] slot = new byte[SLOT_BYTES];
    for (int copy = 0; copy < COPIES; copy++) {
      System.arraycopy(bytes, 0, slot, copy * COPY_BYTES, bytes.length);
    }
    return slot;
  }

  @Override
  public String describe() {
    return file().toString();
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a lock file throws nothing else", e);
    }
  }

  private Path file() {
    return directory.resolve(FILE);
  }

  private static AutoCloseable lock(Path directory) throws IOException {
    Path file = directory.resolve(FILE + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      held = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this process already: told below.
    } finally {
      if (!held) {
        channel.close();
      }
    }
    if (!held) {
      throw new IOException(
          file + " is held by another running member: one key, one process; stop the other first");
    }
    return channel;
  }
}
