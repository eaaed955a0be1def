package metro.node.raft;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metro.node.store.LogPosition;

/**
 * A checkpoint of the store among Ratis' snapshots: {@code snapshot.<term>_<index>}.
 *
 * @param path the directory
 * @param position of the newest entry in it
 */
record SnapshotDirectory(Path path, LogPosition position) {
  private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d{1,18})_(\\d{1,18})");

  static String nameOf(LogPosition position) {
    return "snapshot." + position.term() + "_" + position.index();
  }

  /** The directory at {@code path}; empty when its name is not a snapshot's. */
  static Optional<SnapshotDirectory> of(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    long term = Long.parseLong(name.group(1));
    long index = Long.parseLong(name.group(2));
    return Optional.of(new SnapshotDirectory(path, new LogPosition(term, index)));
  }
}
