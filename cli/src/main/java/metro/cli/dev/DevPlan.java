package metro.cli.dev;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import metro.cli.config.ConfigException;
import metro.cli.config.Settings;
import metro.cli.config.TomlWriter;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.ethereum.Address;
import metro.ethereum.UInt256;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RollupId;

/**
 * The development world as it is always made: three members, the DA layer and two rollups on
 * loopback, every test account rich on the committee and on both rollups.
 *
 * @param committee what is made
 * @param daPort of the DA layer
 * @param accounts the test accounts
 */
record DevPlan(CommitteePlan committee, int daPort, List<TestAccount> accounts) {
  static final int MEMBERS = 3;
  static final int ACCOUNTS = 10;
  static final long COMMITTEE_CHAIN_ID = 910_000;

  private static final int PREFERRED_PORT = 26_100;
  private static final int PORTS = 100;
  private static final int DA_PORT = 50;
  private static final int DA_GRPC = 1;
  private static final int ROLLUP_PORT = 60;
  private static final int ROLLUP_ADMIN_PORT = 70;
  private static final long CREDIT_UTIA = 1_000_000_000_000L;
  private static final UInt256 BALANCE_WEI = UInt256.parse("10000000000000000000000");
  private static final List<String> ROLLUPS = List.of("alpha", "beta");
  private static final String FILE = "dev.toml";

  /** Whether there is a world in {@code directory} already. */
  static boolean isMade(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /** The plan of the world in {@code directory}, or of a new one there on free ports. */
  static DevPlan in(Path directory) throws IOException, ConfigException {
    return isMade(directory)
        ? at(directory, basePort(directory))
        : at(directory, Ports.freeBlock(PREFERRED_PORT, PORTS));
  }

  /** Remembers the ports, so that a later start finds the same world. */
  void remember() throws IOException {
    Files.writeString(
        committee.directory().resolve(FILE),
        new TomlWriter()
            .comment("The world `metro dev` made here.")
            .put("base-port", committee.members().getFirst().firstPort())
            .toString());
  }

  URI daUrl() {
    return committee.da();
  }

  /** Of the DA layer's gRPC. */
  int daGrpcPort() {
    return daPort + DA_GRPC;
  }

  /** Of the DA layer's fault switches. */
  int daAdminPort() {
    return daPort + 2;
  }

  private static int basePort(Path directory) throws ConfigException {
    return Settings.read(directory.resolve(FILE), Map.of(), Map.of())
        .value("base-port", "first port", t -> (int) Settings.numberIn(t, 1, 65_000));
  }

  private static DevPlan at(Path directory, int basePort) {
    List<TestAccount> accounts = TestAccount.first(ACCOUNTS);
    Map<Address, Long> credits = new LinkedHashMap<>();
    Map<Address, UInt256> balances = new LinkedHashMap<>();
    accounts.forEach(a -> {
      credits.put(a.address(), CREDIT_UTIA);
      balances.put(a.address(), BALANCE_WEI);
    });
    // The last test account governs, so that minting can be tried out too.
    Address governor = accounts.getLast().address();
    int daPort = basePort + DA_PORT;
    List<RollupPlan> rollups =
        List.of(rollup(0, basePort, governor, balances), rollup(1, basePort, governor, balances));
    CommitteePlan plan =
        new CommitteePlan(
            directory,
            COMMITTEE_CHAIN_ID,
            CommitteePlan.membersOn("127.0.0.1", MEMBERS, basePort),
            List.of(governor),
            new FeeSchedule(100, 1),
            rollups,
            credits,
            URI.create("http://127.0.0.1:" + daPort),
            Optional.of(URI.create("http://127.0.0.1:" + (daPort + DA_GRPC))));
    return new DevPlan(plan, daPort, accounts);
  }

  private static RollupPlan rollup(
      int index, int basePort, Address owner, Map<Address, UInt256> balances) {
    RollupSpec spec =
        new RollupSpec(
            new RollupId(COMMITTEE_CHAIN_ID + 1 + index),
            ROLLUPS.get(index),
            owner,
            PayMode.SPONSOR_THEN_SENDER,
            NonceMode.WINDOW);
    return new RollupPlan(
        spec,
        basePort + ROLLUP_PORT + index,
        OptionalInt.of(basePort + ROLLUP_ADMIN_PORT + index),
        balances);
  }
}
