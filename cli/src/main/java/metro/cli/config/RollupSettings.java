package metro.cli.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.cli.config.Addresses.HostPort;
import metro.da.DaHeight;
import metro.da.celestia.Namespace;
import metro.da.connect.DaChoice;
import metro.ethereum.Bytes;
import metro.rollup.RollupConfig;
import metro.rollup.RollupConfig.DaConfig;
import metro.rollup.RollupConfig.MirrorConfig;
import metro.rollup.RollupConfig.RpcConfig;
import metro.rollup.soft.MemberEndpoint;
import metro.state.Committee;
import metro.state.RollupId;

/** rollup.toml: one rollup node. */
public final class RollupSettings {
  private static final int MAX_MIRRORS = 16;

  private RollupSettings() {}

  /** The configuration in {@code file}. */
  public static RollupConfig read(Settings file) throws ConfigException {
    Committee committee = committee(file);
    RollupId rollup = file.value("chain-id", "the rollup's chain id", CommitteeFile::rollupId);
    var genesis = file.path("genesis", "the rollup's EVM genesis in geth's format");
    List<MemberEndpoint> members = file.list("members", MemberEndpoint::parse);
    DaConfig da = da(file, rollup, committee.chainId());
    var dataDir = file.path("data-dir", "where the node keeps everything");
    HostPort listen = file.value("rpc.listen", "address and port for wallets", Addresses::hostPort);
    RpcConfig rpc =
        new RpcConfig(
            listen.host(),
            listen.port(),
            PublicPort.origins(file, "rpc"),
            PublicPort.tls(file, "rpc"));
    List<MirrorConfig> mirrors = mirrors(file);
    Optional<InetSocketAddress> admin =
        file.optional("admin.listen", Addresses::hostPort)
            .map(at -> new InetSocketAddress(at.host(), at.port()));
    file.requireAllKnown();
    try {
      return new RollupConfig(
          rollup, genesis, committee, members, da, dataDir, rpc, mirrors, admin);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("rollup configuration: " + e.getMessage());
    }
  }

  private static Committee committee(Settings file) throws ConfigException {
    var path = file.path("committee", "the committee's file, made by `metro init`");
    return CommitteeFile.read(Settings.read(path, Map.of(), Map.of())).committee();
  }

  private static DaConfig da(Settings file, RollupId rollup, long committee)
      throws ConfigException {
    Namespace own =
        file.optional("da.rollup-namespace", RollupSettings::namespace)
            .orElse(Namespace.ofRollup(rollup));
    Namespace metadata =
        file.optional("da.committee-namespace", RollupSettings::namespace)
            .orElse(Namespace.ofCommittee(committee));
    var poster = file.optional("da.poster", Addresses::daAccount);
    DaChoice layer = DaSettings.reading(file, poster);
    long start = file.number("da.start", 1, Long.MAX_VALUE).orElse(1L);
    Duration delay =
        file.number("da.forced-inclusion-delay-seconds", 0, 1L << 31)
            .map(Duration::ofSeconds)
            .orElse(DaConfig.DEFAULT_FORCED_INCLUSION_DELAY);
    try {
      return new DaConfig(layer, own, metadata, poster, new DaHeight(start), delay);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("rollup configuration: " + e.getMessage());
    }
  }

  private static List<MirrorConfig> mirrors(Settings file) throws ConfigException {
    List<MirrorConfig> mirrors = new ArrayList<>();
    for (Settings mirror : file.tables("mirrors", MAX_MIRRORS)) {
      mirrors.add(
          new MirrorConfig(
              mirror.value("engine-url", "Engine API of an execution client", Addresses::http),
              mirror.path("jwt-secret-file", "32 bytes in hexadecimal")));
    }
    return mirrors;
  }

  private static Namespace namespace(String hex) {
    return new Namespace(Bytes.fromHex(hex));
  }
}
