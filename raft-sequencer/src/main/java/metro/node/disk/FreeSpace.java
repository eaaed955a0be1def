package metro.node.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the room on a disk is looked up. */
@FunctionalInterface
public interface FreeSpace {
  /** Of the file system that holds {@code directory}, which must exist. */
  static FreeSpace of(Path directory) {
    return () -> Files.getFileStore(directory).getUsableSpace();
  }

  /** Bytes this process may still write. */
  long bytes() throws IOException;
}
