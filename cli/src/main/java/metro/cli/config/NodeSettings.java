package metro.cli.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metro.cli.config.Addresses.HostPort;
import metro.node.NodeConfig;
import metro.node.NodeConfig.Access;
import metro.node.NodeConfig.Da;
import metro.node.NodeConfig.Disk;
import metro.node.NodeConfig.Peer;
import metro.node.NodeConfig.Ports;
import metro.node.disk.DiskGuard;
import metro.node.disk.FreeSpace;
import metro.node.raft.RaftSettings.Retention;
import metro.node.tls.TlsFiles;
import metro.soft.MemberKey;
import metro.state.Genesis;
import metro.state.Limits;
import metro.state.RollupId;

/**
 * node.toml: one member.
 *
 * @param config what the node is started with
 * @param key the member's signing key
 */
public record NodeSettings(NodeConfig config, MemberKey key) {
  private static final int MAX_PORT = 65_535;
  private static final long MIN_SEGMENT_BYTES = 64 << 10;
  private static final long MAX_SEGMENT_BYTES = 1 << 30;
  private static final long MAX_ENTRIES = 1_000_000_000;

  /** The settings in {@code file}; opens the key. */
  public static NodeSettings read(Settings file) throws ConfigException {
    Genesis genesis = genesis(file);
    String name = file.text("name", "the member's name, as in the committee's file");
    Path dataDir = file.path("data-dir", "log, state and blocks");
    Path guardDir = file.path("guard-dir", "the signing guard, outside of data-dir");
    Path tls = file.path("tls.directory", "certificate and key among members");
    List<Peer> peers = peers(file);
    Ports ports = ports(file);
    Da da = DaSettings.posting(file);
    Map<RollupId, URI> rollupNodes = rollupNodes(file);
    Retention retention = retention(file);
    Access access = new Access(PublicPort.origins(file, "public"), PublicPort.tls(file, "public"));
    Disk disk = disk(file, dataDir);
    MemberKey key = KeyFiles.open(file, "key.file", "key.password-file", "the signing key");
    file.requireAllKnown();
    try {
      NodeConfig config =
          NodeConfig.of(genesis, name, peers, dataDir, guardDir, TlsFiles.in(tls), ports);
      return new NodeSettings(
          config
              .withDa(da)
              .withRollupNodes(rollupNodes)
              .withRetention(retention)
              .withAccess(access)
              .withDisk(disk),
          key);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("member configuration: " + e.getMessage());
    }
  }

  private static Genesis genesis(Settings file) throws ConfigException {
    Path path = file.path("committee", "the committee's file, made by `metro init`");
    return CommitteeFile.read(Settings.read(path, Map.of(), Map.of()));
  }

  private static List<Peer> peers(Settings file) throws ConfigException {
    List<Peer> peers = new ArrayList<>();
    for (Settings member : file.tables("members", Limits.MAX_MEMBERS)) {
      peers.add(
          new Peer(
              member.text("name", "the member's name"),
              member.text("host", "as its certificate names it"),
              member.value("raft-port", "of the replicated log", NodeSettings::port),
              member.value("member-port", "of the members' service", NodeSettings::port)));
    }
    return peers;
  }

  private static Ports ports(Settings file) throws ConfigException {
    return new Ports(
        file.text("listen.members", "address the raft and member ports bind to"),
        socket(file.value("listen.grpc", "the public gRPC API", Addresses::hostPort)),
        file.optional("listen.rpc", Addresses::hostPort).map(NodeSettings::socket),
        socket(file.value("listen.admin", "health and metrics", Addresses::hostPort)),
        file.optional("listen.raft-admin-port", NodeSettings::port).orElse(0));
  }

  private static Retention retention(Settings file) throws ConfigException {
    Retention usual = Retention.DEFAULT;
    int segment =
        file.number("log.segment-bytes", MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES)
            .map(Math::toIntExact)
            .orElse(usual.segmentBytes());
    return new Retention(
        segment,
        Math.min(segment, usual.preallocatedBytes()),
        usual.snapshotEveryBytes(),
        file.number("log.snapshot-entries", 1, MAX_ENTRIES).orElse(usual.snapshotEveryEntries()),
        usual.snapshotEvery(),
        file.number("log.kept-entries", 0, MAX_ENTRIES).orElse(usual.keptEntries()));
  }

  private static Disk disk(Settings file, Path dataDir) throws ConfigException {
    long floor =
        file.number(DiskGuard.SETTING, 0, Long.MAX_VALUE / 2).orElse(DiskGuard.DEFAULT_FLOOR_BYTES);
    return new Disk(floor, FreeSpace.of(dataDir));
  }

  private static Map<RollupId, URI> rollupNodes(Settings file) throws ConfigException {
    Map<RollupId, URI> nodes = new TreeMap<>();
    for (Settings node : file.tables("rollup-nodes", Limits.MAX_ROLLUPS)) {
      nodes.put(
          node.value("chain-id", "the rollup's", CommitteeFile::rollupId),
          node.value("rpc", "its node's JSON-RPC", Addresses::http));
    }
    return nodes;
  }

  private static int port(String text) {
    return (int) Settings.numberIn(text, 0, MAX_PORT);
  }

  private static InetSocketAddress socket(HostPort address) {
    return new InetSocketAddress(address.host(), address.port());
  }
}
