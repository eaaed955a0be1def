package metro.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import metro.node.raft.LogStart;
import metro.node.store.Directories;

/**
 * A member's directories, and whether they are still the ones it promised things from.
 *
 * <p>A member that lost its log must not vote again under its name: it could vote twice in one term
 * and forget entries it had acknowledged. So {@code metro init} writes the same random incarnation
 * into the data directory and, outside of it, beside the signing guard; the data's copy says how
 * far the member has come:
 *
 * <ul>
 *   <li>{@code fresh}: never started. The only state in which a log is made.
 *   <li>{@code starting}: the first start is under way; without a log it has promised nothing yet.
 *   <li>{@code ran}: there must be a log.
 *   <li>{@code rejoining}: everything was lost. Until the others have taken the member in again,
 *       whatever lies here is thrown away at each start.
 * </ul>
 *
 * Whoever wipes the data keeps the guard's copy, or its absence gives him away; whoever wipes both
 * is found out by the peers, who remember his signatures ({@link metro.node.seal.Certifier}).
 */
public final class MemberHome {
  private static final String FILE = "incarnation";
  private static final String RAFT = "raft";
  private static final String STATE = "state";
  private static final int ID_BYTES = 16;
  private static final int MAX_FILE_BYTES = 256;

  private final Path data;
  private final String id;
  private volatile State state;

  private enum State {
    FRESH,
    STARTING,
    RAN,
    REJOINING
  }

  private MemberHome(Path data, String id, State state) {
    this.data = data;
    this.id = id;
    this.state = state;
  }

  /**
   * Makes the directories of a member that has never run.
   *
   * @throws IOException when one of them belongs to a member already, or cannot be written
   */
  public static void create(Path data, Path guard, SecureRandom random) throws IOException {
    for (Path directory : new Path[] {data, guard}) {
      if (Files.exists(directory.resolve(FILE))) {
        throw new IOException(directory + " belongs to a member already: choose another directory");
      }
    }
    create(data, guard, State.FRESH, random);
  }

  /**
   * Makes the data directory of a member that lost its own, over the guard it has left, if any.
   *
   * @throws IOException when something of a member lies there still, or it cannot be written
   */
  static void createToRejoin(Path data, Path guard, SecureRandom random) throws IOException {
    requireNothing(data);
    create(data, guard, State.REJOINING, random);
  }

  /** As {@link #createToRejoin} without making anything. */
  static void requireNothing(Path data) throws IOException {
    for (String part : List.of(FILE, RAFT, STATE)) {
      if (Files.exists(data.resolve(part))) {
        throw new IOException(
            data.resolve(part)
                + " is there. If `metro rejoin` made it, start the member: `metro node --config`."
                + " If it is what the member has left, move the data directory away first: what it"
                + " forgot cannot be told from what it kept");
      }
    }
  }

  private static void create(Path data, Path guard, State state, SecureRandom random)
      throws IOException {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    write(guard, id);
    write(data, id + " " + state);
  }

  /**
   * Opens a member's directories.
   *
   * @throws IOException saying what is missing and what to do
   */
  public static MemberHome open(Path data, Path guard) throws IOException {
    String guardId = read(guard, "the signing guard's directory", data);
    String[] words = read(data, "the data directory", data).split(" ", -1);
    if (words.length != 2 || !words[0].equals(guardId)) {
      throw new IOException(
          data + " and " + guard + " are not of the same member: check the configured paths");
    }
    try {
      return new MemberHome(data, words[0], State.valueOf(words[1]));
    } catch (IllegalArgumentException e) {
      throw new IOException(data.resolve(FILE) + " is damaged", e);
    }
  }

  /** Whether the member has never run, so that its log is to be made. */
  public boolean isFresh() {
    return switch (state) {
      case FRESH -> true;
      case STARTING -> !hasLog();
      case RAN, REJOINING -> false;
    };
  }

  /** Whether it lost everything and the others have not taken it in again. */
  public boolean isRejoining() {
    return state == State.REJOINING;
  }

  /** What the log begins with. */
  LogStart logStart() {
    return isRejoining() ? LogStart.REJOINING : isFresh() ? LogStart.NEW : LogStart.RESUMED;
  }

  /** Throws away what an attempt to re-join has left: nobody counts on it. */
  void clear() throws IOException {
    Directories.delete(raft());
    Directories.delete(state());
  }

  /** Where the replicated log lies. */
  public Path raft() {
    return data.resolve(RAFT);
  }

  /** Where the store lies. */
  public Path state() {
    return data.resolve(STATE);
  }

  /** Before the log is made. */
  void starting() throws IOException {
    if (state == State.FRESH) {
      become(State.STARTING);
    }
  }

  /** The log exists, and whoever re-joined counts again. */
  void ran() throws IOException {
    if (state != State.RAN) {
      become(State.RAN);
    }
  }

  private boolean hasLog() {
    try (var files = Files.find(raft(), 3, (p, _) -> p.endsWith(Path.of("current", "raft-meta")))) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  private void become(State next) throws IOException {
    write(data, id + " " + next);
    state = next;
  }

  private static String read(Path directory, String what, Path data) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      throw new IOException(
          what
              + " "
              + directory
              + " is not a member's: it was never made by `metro init`, or it was wiped. A wiped"
              + " member must not vote again as if nothing had happened. To re-join, run `metro"
              + " rejoin --config` with this member's node.toml (data directory: "
              + data
              + "; see docs/RELIABILITY.md)");
    }
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is damaged");
    }
    return Files.readString(file, StandardCharsets.US_ASCII).strip();
  }

  private static void write(Path directory, String content) throws IOException {
    Files.createDirectories(directory);
    Path next = directory.resolve(FILE + ".next");
    Files.writeString(next, content + "\n", StandardCharsets.US_ASCII);
    Directories.force(next);
    Files.move(
        next,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Directories.force(directory);
  }
}
