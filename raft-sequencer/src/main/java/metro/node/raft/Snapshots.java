package metro.node.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metro.node.store.Directories;
import metro.node.store.LogPosition;
import metro.node.store.Store;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints of the store in Ratis' snapshot directory. Ratis sends the newest one to a member
 * that needs it, file by file with an MD5 each, and replaces the whole directory by what a leader
 * sends: so nothing else lives there, and {@link #pause} keeps checkpoints out while it does.
 */
final class Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final int KEPT = 2;

  private final Path directory;
  private final Path work;
  private final Store store;
  private boolean paused;
  // Asked for at every append: must cost nothing.
  private volatile Optional<SnapshotInfo> newest = Optional.empty();
  private volatile Optional<SnapshotDirectory> newestDirectory = Optional.empty();
  private Optional<SnapshotDirectory> made = Optional.empty();

  /**
   * Snapshots in Ratis' directory {@code directory}, prepared in {@code work} on the same file
   * system.
   */
  Snapshots(Path directory, Path work, Store store) {
    this.directory = directory;
    this.work = work;
    this.store = store;
  }

  /** The newest snapshot, for Ratis. */
  Optional<SnapshotInfo> newest() {
    return newest;
  }

  /** The newest snapshot, for the store. */
  Optional<SnapshotDirectory> newestDirectory() {
    return newestDirectory;
  }

  /** Looks what is there, at the start or after Ratis replaced the directory. */
  synchronized void open() throws IOException {
    Files.createDirectories(directory);
    paused = false;
    made = Optional.empty();
    List<SnapshotDirectory> all = all();
    if (!all.isEmpty()) {
      offer(all.getLast());
    }
  }

  /** No snapshot appears until {@link #open}. */
  synchronized void pause() {
    paused = true;
  }

  /**
   * Makes a checkpoint of the store as it is now. Does nothing when there is one already, or while
   * paused. Called by one thread; applying goes on meanwhile. It is not offered to other members
   * before Ratis has heard of it through {@link #adopt}, and purges the log in the same step.
   *
   * @return whether there is a new one
   */
  boolean make() throws IOException {
    Directories.delete(work);
    Files.createDirectories(work.resolveSibling("."));
    store.checkpoint(work);
    LogPosition position = Store.positionOf(work);
    removeInfoLogs();
    Directories.forceAll(work);
    return place(position);
  }

  /**
   * Offers what was made, if Ratis has come as far, and removes old ones. On Ratis' updater thread.
   *
   * @param handedIndex the entry Ratis has come to
   * @return index of the newest snapshot on offer, if there is one Ratis has come to
   */
  synchronized Optional<Long> adopt(long handedIndex) throws IOException {
    if (made.isPresent() && made.get().position().index() <= handedIndex) {
      offer(made.get());
      made = Optional.empty();
      List<SnapshotDirectory> all = all();
      for (SnapshotDirectory old : all.subList(0, Math.max(0, all.size() - KEPT))) {
        Directories.delete(old.path());
      }
    }
    return newest.map(SnapshotInfo::getIndex).filter(index -> index <= handedIndex);
  }

  /** Makes the files of an installed snapshot survive a power cut: Ratis does not. */
  void force(SnapshotDirectory snapshot) throws IOException {
    Directories.forceAll(snapshot.path());
    Directories.force(directory);
    Directories.force(directory.resolveSibling("."));
  }

  private synchronized boolean place(LogPosition position) throws IOException {
    Path target = directory.resolve(SnapshotDirectory.nameOf(position));
    if (paused || position.index() < 0 || Files.exists(target)) {
      Directories.delete(work);
      return false;
    }
    Files.move(work, target);
    Directories.force(directory);
    made = Optional.of(new SnapshotDirectory(target, position));
    return true;
  }

  private void offer(SnapshotDirectory snapshot) throws IOException {
    newestDirectory = Optional.of(snapshot);
    newest = Optional.of(info(snapshot));
    LOG.info("snapshot {}", snapshot.path());
  }

  /** Opening a checkpoint to read its position leaves RocksDB's own log behind. */
  private void removeInfoLogs() throws IOException {
    for (Path file : Directories.files(work)) {
      if (file.getFileName().toString().startsWith("LOG")) {
        Files.delete(file);
      }
    }
  }

  private List<SnapshotDirectory> all() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .flatMap(path -> SnapshotDirectory.of(path).stream())
          .sorted(Comparator.comparingLong(s -> s.position().index()))
          .toList();
    }
  }

  private static SnapshotInfo info(SnapshotDirectory snapshot) throws IOException {
    List<FileInfo> files =
        Directories.files(snapshot.path()).stream()
            .filter(f -> !f.getFileName().toString().endsWith(".md5"))
            // Without a digest here Ratis makes it while it sends.
            .map(f -> new FileInfo(f.toAbsolutePath(), null))
            .toList();
    LogPosition at = snapshot.position();
    return new FileListSnapshotInfo(files, TermIndex.valueOf(at.term(), at.index()));
  }
}
