package metro.soft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file system calls a small durable file needs; tests cut the power here. */
interface DurableFiles {
  /** The file's bytes, at most {@code limit}; empty when there is no file. */
  Optional<byte[]> read(Path file, int limit) throws IOException;

  /** Writes a new file or replaces its content; survives no power cut yet. */
  void write(Path file, byte[] content) throws IOException;

  /** Writes into a file in place, within its size; survives no power cut yet. */
  void overwrite(Path file, int offset, byte[] content) throws IOException;

  /** Makes the file's content survive a power cut. */
  void sync(Path file) throws IOException;

  /** Replaces {@code to} by {@code from} at once. */
  void move(Path from, Path to) throws IOException;

  /** Makes the directory's entries survive a power cut. */
  void syncDirectory(Path directory) throws IOException;

  /** The machine's own file system. */
  DurableFiles REAL = new Real();

  /** See {@link #REAL}. */
  final class Real implements DurableFiles {
    private Real() {}

    @Override
    public Optional<byte[]> read(Path file, int limit) throws IOException {
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer buffer = ByteBuffer.allocate(limit + 1);
        while (buffer.hasRemaining() && in.read(buffer) >= 0) {
          // Until the end, or one byte too many.
        }
        if (!buffer.hasRemaining()) {
          throw new IOException(file + " is larger than " + limit + " bytes");
        }
        byte[] content = new byte[buffer.flip().remaining()];
        buffer.get(content);
        return Optional.of(content);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(file, content);
    }

    @Override
    public void overwrite(Path file, int offset, byte[] content) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer, offset + buffer.position());
        }
      }
    }

    @Override
    public void sync(Path file) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        // Times of change need not survive: without them one write to the disk is enough.
        channel.force(false);
      }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
