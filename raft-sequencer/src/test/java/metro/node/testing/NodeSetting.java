package metro.node.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.node.MemberHome;
import metro.node.NodeConfig;
import metro.node.NodeConfig.Peer;
import metro.node.NodeConfig.Ports;
import metro.node.disk.FreeSpace;
import metro.node.tls.CommitteeAuthority;
import metro.node.tls.TlsFiles;
import metro.soft.MemberKey;
import metro.state.Genesis;

/**
 * Directories, keys, certificates and ports of a whole committee on loopback; calm elections, and
 * never a full disk.
 */
public final class NodeSetting {
  private static final Duration VALIDITY = Duration.ofDays(1);

  private final Path root;
  private final Genesis genesis;
  private final List<Peer> peers = new ArrayList<>();
  private final List<Ports> ports = new ArrayList<>();

  /** Makes it below {@code root}. */
  public NodeSetting(Path root, int size) throws IOException {
    this.root = root;
    this.genesis = TestCommittee.genesis(size);
    SecureRandom random = new SecureRandom();
    CommitteeAuthority authority =
        CommitteeAuthority.create(TestCommittee.P, Instant.now(), VALIDITY, random);
    List<Integer> free = FreePorts.take(5 * size);
    for (int i = 0; i < size; i++) {
      String name = TestCommittee.names(size).get(i);
      peers.add(new Peer(name, "127.0.0.1", free.get(5 * i), free.get(5 * i + 1)));
      ports.add(
          new Ports(
              "127.0.0.1",
              loopback(free.get(5 * i + 2)),
              Optional.of(loopback(free.get(5 * i + 3))),
              loopback(free.get(5 * i + 4)),
              0));
      authority.issue(name, List.of("127.0.0.1"), Instant.now(), VALIDITY, tls(name));
      MemberHome.create(data(name), guard(name), random);
    }
  }

  /** The members' names. */
  public List<String> names() {
    return peers.stream().map(Peer::name).toList();
  }

  /** What member {@code name} is started with. */
  public NodeConfig config(String name) {
    return config(name, root.resolve(name));
  }

  /** The same with other directories, below {@code home}. */
  public NodeConfig config(String name, Path home) {
    int index = names().indexOf(name);
    Path data = home.resolve("data");
    return NodeConfig.of(
            genesis, name, peers, data, home.resolve("guard"), tls(name), ports.get(index))
        .withTiming(TestCommittee.CALM)
        .withDisk(new NodeConfig.Disk(0, FreeSpace.of(data)));
  }

  /** The member's signing key. */
  public MemberKey key(String name) {
    return MemberKey.of(TestCommittee.memberKey(names().indexOf(name)));
  }

  /** Its data directory. */
  public Path data(String name) {
    return root.resolve(name).resolve("data");
  }

  /** Its guard's directory. */
  public Path guard(String name) {
    return root.resolve(name).resolve("guard");
  }

  private TlsFiles tls(String name) {
    return TlsFiles.in(root.resolve(name).resolve("tls"));
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
