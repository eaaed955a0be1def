package metro.node;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import metro.da.connect.DaChoice;
import metro.ethereum.Address;
import metro.jsonrpc.AllowedOrigins;
import metro.jsonrpc.ServerTls;
import metro.node.disk.DiskGuard;
import metro.node.disk.FreeSpace;
import metro.node.ingress.IngressLimits;
import metro.node.member.MemberAddress;
import metro.node.posting.Backlog;
import metro.node.raft.RaftSettings;
import metro.node.tls.CertificateNames;
import metro.node.tls.TlsFiles;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.RollupId;

/**
 * Everything one member is started with.
 *
 * @param genesis the committee's; the same on every member
 * @param member this member's name
 * @param peers all members, this one included
 * @param dataDirectory log, state, blocks
 * @param guardDirectory the signing guard; outside of the data directory, so that restoring one
 *     does not restore the other
 * @param tls this member's certificate among members
 * @param ports where it listens
 * @param timing elections
 * @param retention log and snapshots
 * @param limits of the way in
 * @param checkThreads platform threads that check blocks' signatures
 * @param da where to post; empty: this member posts nothing
 * @param rollupNodes JSON-RPC of the rollups' own nodes, for what the committee cannot answer
 * @param access how the public ports are reached
 * @param disk when it counts as nearly full
 */
public record NodeConfig(
    Genesis genesis,
    String member,
    List<Peer> peers,
    Path dataDirectory,
    Path guardDirectory,
    TlsFiles tls,
    Ports ports,
    RaftSettings.Timing timing,
    RaftSettings.Retention retention,
    IngressLimits limits,
    int checkThreads,
    Optional<Da> da,
    Map<RollupId, URI> rollupNodes,
    Access access,
    Disk disk) {

  /**
   * The DA layer to post to.
   *
   * @param layer which one, and how to reach it
   * @param signer the DA account that pays, when readers are to check it
   * @param intake when it slows because posting is behind
   */
  public record Da(DaChoice layer, Optional<Address> signer, Backlog.Bounds intake) {
    /** With the usual bounds on what is not posted yet. */
    public Da(DaChoice layer, Optional<Address> signer) {
      this(layer, signer, Backlog.Bounds.DEFAULT);
    }
  }

  /**
   * Where others find a member.
   *
   * @param name of the member
   * @param host as its certificate names it
   * @param raftPort of the replicated log
   * @param memberPort of the members' own service
   */
  public record Peer(String name, String host, int raftPort, int memberPort) {}

  /**
   * Where this member listens.
   *
   * @param memberHost address the Raft and member ports bind to
   * @param grpc public gRPC
   * @param rpc Ethereum JSON-RPC over HTTP and WebSocket, on the host of {@code grpc}; empty: not
   *     served
   * @param admin health and metrics; loopback unless the network is trusted
   * @param raftAdmin port on loopback of Ratis' admin service; 0: none
   */
  public record Ports(
      String memberHost,
      InetSocketAddress grpc,
      Optional<InetSocketAddress> rpc,
      InetSocketAddress admin,
      int raftAdmin) {}

  /**
   * How the public ports are reached.
   *
   * @param origins web pages that may call JSON-RPC
   * @param tls key and certificates of gRPC and JSON-RPC; plain text without
   */
  public record Access(AllowedOrigins origins, Optional<ServerTls> tls) {
    /**
     * Every web page, plain text. A dapp's page may be anywhere, and there is nothing here to
     * steal: no cookie or address makes a caller more than another, what counts is a transaction's
     * signature.
     */
    public static final Access OPEN = new Access(AllowedOrigins.ANY, Optional.empty());
  }

  /**
   * The disk of the data directory.
   *
   * @param floorBytes below so much free room no submissions are taken; 0: always
   * @param space where the room is looked up
   */
  public record Disk(long floorBytes, FreeSpace space) {}

  private static final int MAX_PORT = 65_535;
  private static final int MAX_CHECK_THREADS = 64;

  public NodeConfig {
    peers = List.copyOf(peers);
    rollupNodes = Map.copyOf(rollupNodes);
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    guardDirectory = guardDirectory.toAbsolutePath().normalize();
    requireMembers(genesis.committee(), peers);
    require(
        peers.stream().map(Peer::name).toList().contains(member),
        "member " + member + " is not in the committee");
    requirePorts(peers);
    require(
        !guardDirectory.startsWith(dataDirectory) && !dataDirectory.startsWith(guardDirectory),
        "guard directory " + guardDirectory + " must lie outside of " + dataDirectory);
    require(
        checkThreads >= 1 && checkThreads <= MAX_CHECK_THREADS,
        "check threads: 1 to " + MAX_CHECK_THREADS + ", not " + checkThreads);
    require(
        ports.rpc().map(a -> a.getHostString().equals(ports.grpc().getHostString())).orElse(true),
        "rpc " + ports.rpc() + " must be on the host of grpc " + ports.grpc());
    require(disk.floorBytes() >= 0, "disk floor " + disk.floorBytes() + " is negative");
    require(
        ports.raftAdmin() >= 0 && ports.raftAdmin() <= MAX_PORT,
        "raft admin port: 0 to " + MAX_PORT + ", not " + ports.raftAdmin());
  }

  /** The usual bounds. */
  public static NodeConfig of(
      Genesis genesis,
      String member,
      List<Peer> peers,
      Path dataDirectory,
      Path guardDirectory,
      TlsFiles tls,
      Ports ports) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new NodeConfig(
        genesis,
        member,
        peers,
        dataDirectory,
        guardDirectory,
        tls,
        ports,
        RaftSettings.Timing.DEFAULT,
        RaftSettings.Retention.DEFAULT,
        IngressLimits.defaults(cores).withinHeap(Runtime.getRuntime().maxMemory()),
        Math.max(1, cores / 2),
        Optional.empty(),
        Map.of(),
        Access.OPEN,
        new Disk(DiskGuard.DEFAULT_FLOOR_BYTES, FreeSpace.of(dataDirectory)));
  }

  /** This, posting to {@code layer}. */
  public NodeConfig withDa(Da layer) {
    return new NodeConfig(
        genesis,
        member,
        peers,
        dataDirectory,
        guardDirectory,
        tls,
        ports,
        timing,
        retention,
        limits,
        checkThreads,
        Optional.of(layer),
        rollupNodes,
        access,
        disk);
  }

  /** This with the rollups' own nodes. */
  public NodeConfig withRollupNodes(Map<RollupId, URI> nodes) {
    return new NodeConfig(
        genesis,
        member,
        peers,
        dataDirectory,
        guardDirectory,
        tls,
        ports,
        timing,
        retention,
        limits,
        checkThreads,
        da,
        nodes,
        access,
        disk);
  }

  /** This with the public ports reached in another way. */
  public NodeConfig withAccess(Access other) {
    return new NodeConfig(
        genesis,
        member,
        peers,
        dataDirectory,
        guardDirectory,
        tls,
        ports,
        timing,
        retention,
        limits,
        checkThreads,
        da,
        rollupNodes,
        other,
        disk);
  }

  /** This with other times of elections. */
  public NodeConfig withTiming(RaftSettings.Timing other) {
    return new NodeConfig(
        genesis,
        member,
        peers,
        dataDirectory,
        guardDirectory,
        tls,
        ports,
        other,
        retention,
        limits,
        checkThreads,
        da,
        rollupNodes,
        access,
        disk);
  }

  /** This with other bounds of log and snapshots. */
  public NodeConfig withRetention(RaftSettings.Retention other) {
    return new NodeConfig(
        genesis,
        member,
        peers,
        dataDirectory,
        guardDirectory,
        tls,
        ports,
        timing,
        other,
        limits,
        checkThreads,
        da,
        rollupNodes,
        access,
        disk);
  }

  /** This with another floor of free disk space. */
  public NodeConfig withDisk(Disk other) {
    return new NodeConfig(
        genesis,
        member,
        peers,
        dataDirectory,
        guardDirectory,
        tls,
        ports,
        timing,
        retention,
        limits,
        checkThreads,
        da,
        rollupNodes,
        access,
        other);
  }

  /** The committee's primary chain id. */
  public long committee() {
    return genesis.committee().chainId();
  }

  Peer own() {
    return peers.stream().filter(p -> p.name().equals(member)).findFirst().orElseThrow();
  }

  Set<String> memberNames() {
    return peers.stream().map(Peer::name).collect(Collectors.toSet());
  }

  List<MemberAddress> memberAddresses() {
    return peers.stream().map(p -> new MemberAddress(p.name(), p.host(), p.memberPort())).toList();
  }

  List<RaftSettings.Peer> raftPeers() {
    return peers.stream()
        .map(p -> new RaftSettings.Peer(p.name(), p.host(), p.raftPort()))
        .toList();
  }

  private static void requireMembers(Committee committee, List<Peer> peers) {
    List<String> names = committee.members().stream().map(Committee.Member::name).toList();
    require(
        peers.size() == names.size() && peers.stream().map(Peer::name).toList().containsAll(names),
        "peers must be the committee's members " + names + ", not " + peers);
    for (String name : names) {
      require(
          CertificateNames.isMemberName(name),
          "member name " + name + ": 1 to 32 lower-case letters, digits and hyphens");
    }
  }

  private static void requirePorts(List<Peer> peers) {
    Set<String> seen = new HashSet<>();
    for (Peer peer : peers) {
      for (int port : new int[] {peer.raftPort(), peer.memberPort()}) {
        require(port >= 1 && port <= MAX_PORT, "port of " + peer + ": 1 to " + MAX_PORT);
        require(seen.add(peer.host() + ":" + port), "port of " + peer + " is used twice");
      }
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
