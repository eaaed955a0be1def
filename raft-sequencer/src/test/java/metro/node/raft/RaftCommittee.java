package metro.node.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import metro.ethereum.Hash;
import metro.node.testing.Await;
import metro.node.testing.FreePorts;
import metro.node.testing.TestCommittee;
import metro.node.tls.CommitteeAuthority;
import metro.node.tls.TlsFiles;
import metro.state.BlockHeader;

/** A committee of members in this process, over real gRPC with mutual TLS on loopback. */
final class RaftCommittee implements AutoCloseable {
  static final RaftSettings.Retention SMALL =
      new RaftSettings.Retention(64 << 10, 16 << 10, 1L << 40, 1L << 40, Duration.ofDays(1), 10);

  final RaftMember.Setting setting;
  final Map<String, RaftMember> running = new TreeMap<>();

  RaftCommittee(Path root, int size, RaftSettings.Retention retention) throws IOException {
    this(root, size, TestCommittee.CALM, retention);
  }

  RaftCommittee(Path root, int size, RaftSettings.Timing timing, RaftSettings.Retention retention)
      throws IOException {
    List<Integer> ports = FreePorts.take(size);
    List<RaftSettings.Peer> peers = new ArrayList<>();
    CommitteeAuthority authority =
        CommitteeAuthority.create(
            TestCommittee.P, Instant.now(), Duration.ofDays(1), new SecureRandom());
    for (int i = 0; i < size; i++) {
      String name = TestCommittee.names(size).get(i);
      peers.add(new RaftSettings.Peer(name, "127.0.0.1", ports.get(i)));
      authority.issue(
          name,
          List.of("127.0.0.1"),
          Instant.now(),
          Duration.ofDays(1),
          TlsFiles.in(root.resolve(name).resolve("tls")));
    }
    setting = new RaftMember.Setting(root, peers, timing, retention);
    TestCommittee.names(size).forEach(this::start);
  }

  RaftMember start(String name) {
    RaftMember member = setting.start(name);
    running.put(name, member);
    return member;
  }

  void stop(String name) {
    RaftMember member = Objects.requireNonNull(running.get(name), name);
    running.remove(name);
    member.close();
  }

  /** The member that leads and is ready, waiting for one. */
  RaftMember leader() {
    return Await.present("a member leads", this::findLeader);
  }

  /** A running member other than {@code member}. */
  RaftMember otherThan(RaftMember member) {
    return running.values().stream().filter(m -> m != member).findFirst().orElseThrow();
  }

  private Optional<RaftMember> findLeader() {
    return running.values().stream().filter(m -> m.log.isLeader()).findFirst();
  }

  void awaitHeight(long height) {
    for (RaftMember member : running.values()) {
      Await.until(
          member.name + " is at height " + height + " and not " + member.chain.height(),
          () -> member.chain.height() >= height);
    }
  }

  /** Fails unless all running members have the same headers. */
  void requireEqualChains(long from, long to) {
    for (long height = from; height <= to; height++) {
      Map<Hash, String> seen = new TreeMap<>();
      for (RaftMember member : running.values()) {
        BlockHeader header = member.chain.header(height).orElseThrow();
        seen.merge(header.hash(), member.name, (x, y) -> x + "," + y);
      }
      if (seen.size() != 1) {
        throw new AssertionError("headers differ at height " + height + ": " + seen);
      }
    }
  }

  List<String> fatal() {
    return running.values().stream().flatMap(m -> m.fatal.stream()).toList();
  }

  @Override
  public void close() {
    running.values().forEach(RaftMember::close);
    running.clear();
  }
}
