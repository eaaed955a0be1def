package metro.soft;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps the record in one small file: written beside it, synced, moved over it, directory synced.
 * At every moment the old or the new record is there, whole. Holds a lock file while open, so that
 * two processes never share one guard.
 *
 * <p>The directory lies outside the replicated log's, so that restoring the log does not restore
 * the guard with it.
 */
public final class FileGuardStore implements GuardStore, AutoCloseable {
  private static final String FILE = "signing-guard";
  private static final int MAX_FILE_BYTES = 1_024;

  private final DurableFiles files;
  private final Path directory;
  private final AutoCloseable lock;

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

  @Override
  public Optional<GuardRecord> load() throws IOException {
    return files.read(file(), MAX_FILE_BYTES).map(GuardRecord::decode);
  }

  @Override
  public void save(GuardRecord record) throws IOException {
    Path next = directory.resolve(FILE + ".next");
    files.write(next, record.encode());
    files.sync(next);
    files.move(next, file());
    files.syncDirectory(directory);
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
