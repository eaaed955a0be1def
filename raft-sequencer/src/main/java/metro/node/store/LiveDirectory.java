package metro.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the running database lives: {@code live} below the store's directory. A replacement is
 * built beside it and takes its place by renaming, so that a crash leaves the old or the new one.
 */
final class LiveDirectory {
  private final Path root;

  LiveDirectory(Path root) {
    this.root = root;
  }

  Path path() {
    return root.resolve("live");
  }

  /** Whether there is a live database. */
  boolean exists() {
    return Files.exists(path());
  }

  /** Where the database is built that {@link #activate} puts in the place of the live one. */
  Path next() {
    return root.resolve("next");
  }

  private Path old() {
    return root.resolve("old");
  }

  /** Finishes what a crash interrupted. */
  void recover() {
    try {
      Files.createDirectories(root);
      if (!Files.exists(path()) && Files.exists(old())) {
        Files.move(old(), path());
      }
      Directories.delete(next());
      Directories.delete(old());
    } catch (IOException e) {
      throw new StoreException("cannot tidy " + root, e);
    }
  }

  /** Copies {@code checkpoint} beside the live database: tables as hard links, the rest anew. */
  void prepare(Path checkpoint) {
    try {
      Directories.delete(next());
      Files.createDirectories(next());
      for (Path file : Directories.files(checkpoint)) {
        String name = file.getFileName().toString();
        Path target = next().resolve(name);
        if (name.endsWith(".sst")) {
          Directories.force(file);
          Files.createLink(target, file);
        } else if (!name.endsWith(".md5")) {
          Files.copy(file, target);
          Directories.force(target);
        }
      }
      Directories.force(next());
    } catch (IOException e) {
      throw new StoreException("cannot prepare the installed snapshot " + checkpoint, e);
    }
  }

  /** Puts what was built beside it in the place of the live database, which is closed. */
  void activate() {
    try {
      if (Files.exists(path())) {
        Files.move(path(), old());
      }
      Files.move(next(), path());
      Directories.force(root);
      Directories.delete(old());
    } catch (IOException e) {
      throw new StoreException(
          "cannot put the database built in " + next() + " in the place of the live one", e);
    }
  }
}
