package metro.cli.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files that only their owner may read, and never over another file. */
final class SecretFiles {
  private SecretFiles() {}

  static void write(Path file, String content) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, content);
  }

  static void writePublic(Path file, String content) throws IOException {
    Files.writeString(file, content, StandardOpenOption.CREATE_NEW);
  }
}
