package metro.node.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metro.node.store.Directories;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What to check and mend in Ratis' directory of the group before Ratis opens it. */
final class RaftDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(RaftDirectory.class);
  private static final String SNAPSHOTS = "sm";
  private static final String LOG_AND_VOTE = "current";

  private final Path group;

  RaftDirectory(Path group) {
    this.group = group;
  }

  Path snapshots() {
    return group.resolve(SNAPSHOTS);
  }

  /**
   * Mends what a crash left half done.
   *
   * @param fresh whether there must be no directory yet; otherwise there must be one: Ratis would
   *     make an empty one without a word, and the member would vote a second time in old terms
   */
  void prepare(boolean fresh) throws IOException {
    boolean exists = Files.exists(group.resolve(LOG_AND_VOTE).resolve("raft-meta"));
    if (fresh) {
      // Left by a first start that did not get through: nothing was voted or logged there.
      Directories.delete(group);
      Files.createDirectories(group.resolveSibling("."));
      return;
    }
    if (!exists) {
      throw new IOException(
          "the member has run before, but its log in "
              + group
              + " is gone. It must not vote again as if nothing had happened. To re-join, move what"
              + " is left of the data directory away and run `metro rejoin --config` with this"
              + " member's node.toml (see docs/RELIABILITY.md)");
    }
    finishInstallation();
    TornTail.repairAll(group.resolve(LOG_AND_VOTE));
  }

  /** Ratis moves the old snapshots away before it moves installed ones in. */
  private void finishInstallation() throws IOException {
    List<Path> moved = movedAway();
    boolean missing = !Files.exists(snapshots()) || isEmpty(snapshots());
    if (missing && !moved.isEmpty()) {
      LOG.warn("bringing back snapshots from {}", moved.getLast());
      Files.deleteIfExists(snapshots());
      Files.move(moved.getLast(), snapshots());
      moved = movedAway();
    }
    for (Path old : moved) {
      Directories.delete(old);
    }
  }

  private List<Path> movedAway() throws IOException {
    try (Stream<Path> entries = Files.list(group)) {
      return entries
          .filter(p -> p.getFileName().toString().startsWith(SNAPSHOTS + ".tmp"))
          .sorted()
          .toList();
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      Optional<Path> any = entries.findAny();
      return any.isEmpty();
    }
  }
}
