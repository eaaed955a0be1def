package metro.node.raft;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import metro.node.tls.MemberTls;

/**
 * What a member's log needs to know.
 *
 * @param committee primary chain id; the Raft group follows from it
 * @param self this member's name
 * @param peers all members, this one included
 * @param directory of Raft's files
 * @param bindHost address the Raft port listens on
 * @param adminPort of Ratis' admin service, on loopback and for this member's own certificate only;
 *     0: no admin service
 * @param tls this member's certificate and key
 * @param timing elections
 * @param retention snapshots and segments
 */
public record RaftSettings(
    long committee,
    String self,
    List<Peer> peers,
    Path directory,
    String bindHost,
    int adminPort,
    MemberTls tls,
    Timing timing,
    Retention retention) {

  /**
   * One member's Raft address.
   *
   * @param name of the member
   * @param host as its certificate names it
   * @param port of Raft
   */
  public record Peer(String name, String host, int port) {
    String address() {
      return host + ":" + port;
    }
  }

  /**
   * How soon a silent leader is replaced.
   *
   * @param electionMin shortest silence before an election; heartbeats go out several times in it
   * @param electionMax longest
   * @param stepDown how long a leader without majority, or paused by its own JVM, keeps its office
   */
  public record Timing(Duration electionMin, Duration electionMax, Duration stepDown) {
    /** For members on one LAN or one machine. */
    public static final Timing DEFAULT =
        new Timing(Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(2));
  }

  /**
   * How much log is kept.
   *
   * @param segmentBytes of one log file
   * @param preallocatedBytes a log file grows by
   * @param snapshotEveryBytes of applied entries
   * @param snapshotEveryEntries applied
   * @param snapshotEvery at the latest, when anything was applied
   * @param keptEntries below the newest snapshot, for members that were away shortly
   */
  public record Retention(
      int segmentBytes,
      int preallocatedBytes,
      long snapshotEveryBytes,
      long snapshotEveryEntries,
      Duration snapshotEvery,
      long keptEntries) {
    /** At most about 8 GiB of kept entries, when all blocks are full. */
    public static final Retention DEFAULT =
        new Retention(64 << 20, 16 << 20, 256L << 20, 20_000, Duration.ofMinutes(10), 2_000);
  }

  public RaftSettings {
    peers = List.copyOf(peers);
    if (peers.stream().noneMatch(p -> p.name().equals(self))) {
      throw new IllegalArgumentException("member " + self + " is not among the peers " + peers);
    }
  }

  Peer own() {
    return peer(self);
  }

  /** The member called {@code name}, which must be one. */
  Peer peer(String name) {
    return peers.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  UUID groupId() {
    return UUID.nameUUIDFromBytes(("metro/" + committee).getBytes(StandardCharsets.US_ASCII));
  }

  /** Where Ratis keeps log, vote and snapshots of the group. */
  Path groupDirectory() {
    return directory.resolve(groupId().toString());
  }
}
