package metro.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.batch.PostingPolicy;
import metro.da.celestia.Bech32;
import metro.da.celestia.DirectConfig;
import metro.da.connect.DaChoice;
import metro.ethereum.Address;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.node.NodeConfig;
import metro.node.posting.Backlog;
import metro.rollup.RollupConfig;
import metro.soft.MemberKey;
import metro.soft.keystore.Keystore;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RollupId;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaSettingsTest {
  private static final String INBOX = "0x00000000000000000000000000000000000b10b5";
  private static final String ETHEREUM =
      """
      url = "http://127.0.0.1:8545"
      beacon-url = "http://127.0.0.1:5052"
      chain-id = 1
      inbox = "%s"
      """
          .formatted(INBOX);
  private static final String PAYING =
      ETHEREUM + "key-file = \"key.json\"\nkey-password-file = \"key.password\"\n";

  @TempDir Path directory;

  private Settings read(String da) throws IOException, ConfigException {
    Path file = Files.writeString(directory.resolve("node.toml"), "[da]\n" + da);
    return Settings.read(file, Map.of(), Map.of());
  }

  private Address key() throws IOException {
    MemberKey key = MemberKey.generate(new SecureRandom());
    Files.writeString(
        directory.resolve("key.json"),
        Keystore.encrypt(key, "secret", Keystore.Strength.LIGHT, new SecureRandom()));
    Files.writeString(directory.resolve("key.password"), "secret\n");
    return key.address();
  }

  private static void expect(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(ConfigException.class).hasMessageContainingAll(parts);
  }

  @Test
  void intakeFollowsItsBounds() throws Exception {
    String url = "url = \"http://127.0.0.1:26658\"\n";
    assertThat(DaSettings.posting(read(url)).intake()).isEqualTo(Backlog.Bounds.DEFAULT);
    String wide =
        url + "intake-slows-at-bytes = 100_000_000\nintake-stops-at-bytes = 400_000_000\n";
    assertThat(DaSettings.posting(read(wide)).intake())
        .isEqualTo(new Backlog.Bounds(100_000_000, 400_000_000));
    assertThatThrownBy(() -> DaSettings.posting(read(url + "intake-stops-at-bytes = 1\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("da.intake-stops-at-bytes must be more than that");
  }

  @Test
  void celestiaIsMeantWhereNothingIsSaid() throws Exception {
    Settings file = read("url = \"http://127.0.0.1:26658\"\ntoken = \"t\"\n");
    NodeConfig.Da da = DaSettings.posting(file);
    file.requireAllKnown();
    assertThat(da.signer()).isEmpty();
    assertThat(da.layer()).isInstanceOf(DaChoice.Celestia.class);
    var node = ((DaChoice.Celestia) da.layer()).node();
    assertThat(node.endpoint()).isEqualTo(URI.create("http://127.0.0.1:26658"));
    assertThat(node.bearerToken()).contains("t");
    assertThat(da.layer().policy()).isEqualTo(PostingPolicy.DEFAULT);
  }

  @Test
  void ethereumIsPaidByTheAccountOfItsKey() throws Exception {
    Address account = key();
    Settings file = read("kind = \"ethereum\"\nmax-blob-fee-gwei = 7\n" + PAYING);
    NodeConfig.Da da = DaSettings.posting(file);
    file.requireAllKnown();
    assertThat(da.signer()).contains(account);
    assertThat(da.layer().policy()).isEqualTo(PostingPolicy.AT_MOST_ONE);
    var network = ((DaChoice.Ethereum) da.layer()).network();
    assertThat(network.account().map(TransactionSigner::address)).contains(account);
    assertThat(network.inbox()).isEqualTo(Address.fromHex(INBOX));
    assertThat(network.caps().maxFeePerBlobGas()).isEqualTo(UInt256.of(7_000_000_000L));
  }

  @Test
  void celestiaIsPaidByAKeyWhereGrpcIsNamed() throws Exception {
    key();
    String signed =
        """
        url = "http://127.0.0.1:26658"
        grpc = "http://127.0.0.1:9090"
        key-file = "key.json"
        key-password-file = "key.password"
        """;
    Settings file = read(signed + "max-gas-price = \"0.02\"\n");
    NodeConfig.Da da = DaSettings.posting(file);
    file.requireAllKnown();
    DirectConfig direct = ((DaChoice.Celestia) da.layer()).direct().orElseThrow();
    assertThat(da.signer()).contains(direct.key().address());
    assertThat(direct.fees().max()).isEqualTo(new BigDecimal("0.02"));
    assertThat(direct.endpoint().getPort()).isEqualTo(9_090);
    expect(() -> DaSettings.posting(read(signed + "signer = \"" + INBOX + "\"\n")), "da.signer");
    expect(
        () -> DaSettings.posting(read(signed + "max-gas-price = \"0.001\"\n")), "0 <= min <= max");
    expect(
        () -> DaSettings.posting(read(signed + "stuck-factor = \"x\"\n")),
        "da.stuck-factor",
        "decimal");
    String celestia = "url = \"http://127.0.0.1:1\"\n";
    expect(
        () -> DaSettings.posting(read(celestia + "grpc = \"http://127.0.0.1:9090\"\n")),
        "da.key-file");
    expect(
        () -> DaSettings.posting(read(celestia + "grpc = \"http://127.0.0.1\"\n")),
        "da.grpc",
        "names a port");
    Settings keyOnly = read(celestia + "key-file = \"key.json\"\n");
    DaSettings.posting(keyOnly);
    expect(keyOnly::requireAllKnown, "da.key-file", "unknown");
  }

  @Test
  void initGivesAllMembersOneDaAccount() throws Exception {
    List<MemberPlan> members = CommitteePlan.membersOn("127.0.0.1", 3, 26_100);
    CommitteePlan plan =
        new CommitteePlan(
            directory.resolve("committee"),
            910_000,
            members,
            List.of(),
            new FeeSchedule(1, 1),
            List.of(),
            Map.of(),
            URI.create("http://127.0.0.1:26658"),
            Optional.of(URI.create("http://127.0.0.1:9090")));
    new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(plan);
    Set<String> accounts = new HashSet<>();
    for (MemberPlan member : members) {
      Path file = plan.directoryOf(member).resolve(CommitteeMaker.NODE_FILE);
      NodeConfig config = NodeSettings.read(Settings.read(file, Map.of(), Map.of())).config();
      DaChoice layer = config.da().orElseThrow().layer();
      accounts.add(((DaChoice.Celestia) layer).direct().orElseThrow().key().toString());
    }
    String address =
        Files.readString(plan.directory().resolve(CommitteeMaker.DA_ADDRESS_FILE)).strip();
    assertThat(accounts).containsExactly(address);
  }

  @Test
  void rollupNodesIgnoreBlobsOfOthersFromTheFirstDay() throws Exception {
    CommitteePlan signing = plan("signing", Optional.of(URI.create("http://127.0.0.1:9090")));
    new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(signing);
    String made =
        Files.readString(signing.directory().resolve(CommitteeMaker.DA_ADDRESS_FILE)).strip();
    assertThat(rollupText(signing)).contains("poster = \"" + made + "\"");
    assertThat(rollup(signing).da().poster()).contains(Bech32.decode(made));

    Address account = Address.fromHex(INBOX);
    CommitteePlan told = plan("told", Optional.empty()).paidBy(account);
    new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(told);
    assertThat(rollup(told).da().poster()).contains(account);
    Path node = told.directoryOf(told.members().getFirst()).resolve(CommitteeMaker.NODE_FILE);
    NodeConfig member = NodeSettings.read(Settings.read(node, Map.of(), Map.of())).config();
    assertThat(member.da().orElseThrow().signer()).contains(account);

    CommitteePlan unknown = plan("unknown", Optional.empty());
    new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(unknown);
    assertThat(rollup(unknown).da().poster()).isEmpty();
  }

  private CommitteePlan plan(String name, Optional<URI> grpc) {
    RollupSpec spec =
        new RollupSpec(
            new RollupId(910_001), "alpha", Address.ZERO, PayMode.SENDER, NonceMode.STRICT);
    return new CommitteePlan(
        directory.resolve(name),
        910_000,
        CommitteePlan.membersOn("127.0.0.1", 1, 26_100),
        List.of(),
        new FeeSchedule(1, 1),
        List.of(new RollupPlan(spec, 8_545, Map.of())),
        Map.of(),
        URI.create("http://127.0.0.1:26658"),
        grpc);
  }

  private static Path rollupFile(CommitteePlan plan) {
    return plan.directoryOf(plan.rollups().getFirst()).resolve(CommitteeMaker.ROLLUP_FILE);
  }

  private static String rollupText(CommitteePlan plan) throws IOException {
    return Files.readString(rollupFile(plan));
  }

  private static RollupConfig rollup(CommitteePlan plan) throws ConfigException {
    return RollupSettings.read(Settings.read(rollupFile(plan), Map.of(), Map.of()));
  }

  @Test
  void theDaAccountIsWrittenAsCelestiaDoesOrInHexadecimalDigits() throws Exception {
    Address account = Address.fromHex(INBOX);
    String url = "url = \"http://127.0.0.1:26658\"\n";
    for (String text : List.of(INBOX, Bech32.encode(account))) {
      assertThat(DaSettings.posting(read(url + "signer = \"" + text + "\"\n")).signer())
          .contains(account);
    }
    String mistyped = Bech32.encode(account).replace("celestia1q", "celestia1p");
    expect(
        () -> DaSettings.posting(read(url + "signer = \"" + mistyped + "\"\n")),
        "da.signer",
        "checksum");
    expect(
        () -> DaSettings.posting(read(url + "signer = \"cosmos1x\"\n")),
        "da.signer",
        "celestia1...",
        "40 hexadecimal digits");
  }

  @Test
  void aReaderNeedsNoKey() throws Exception {
    Settings file = read("kind = \"ethereum\"\n" + ETHEREUM);
    DaChoice choice = DaSettings.reading(file, Optional.empty());
    file.requireAllKnown();
    assertThat(((DaChoice.Ethereum) choice).network().account()).isEmpty();
  }

  @Test
  void anAltDaServerHasALayerThatOrders() throws Exception {
    Address account = key();
    String server = "kind = \"alt-da\"\nserver = \"http://127.0.0.1:3100\"\n";
    Settings file = read(server + "commitments = \"generic\"\nordering = \"ethereum\"\n" + PAYING);
    NodeConfig.Da da = DaSettings.posting(file);
    file.requireAllKnown();
    var choice = (DaChoice.AltDa) da.layer();
    assertThat(choice.server().usesKeccak()).isFalse();
    assertThat(choice.server().poster()).isEqualTo(account);
    assertThat(choice.ordering()).isInstanceOf(DaChoice.Ethereum.class);
    assertThat(choice.policy()).isEqualTo(PostingPolicy.AT_MOST_ONE);
    expect(() -> DaSettings.posting(read(server)), "da.ordering", "celestia or ethereum");
    expect(() -> DaSettings.posting(read(server + "ordering = \"alt-da\"\n")), "cannot order");
    String overCelestia = server + "ordering = \"celestia\"\nurl = \"http://127.0.0.1:1\"\n";
    expect(() -> DaSettings.posting(read(overCelestia)), "da.signer", "da.poster");
    assertThat(DaSettings.posting(read(overCelestia + "signer = \"" + account + "\"\n")).signer())
        .contains(account);
  }

  @Test
  void mistakesAreToldWithTheirKey() throws Exception {
    Address account = key();
    expect(() -> DaSettings.posting(read("kind = \"avail\"\n")), "da.kind", "ethereum, alt-da");
    expect(() -> DaSettings.posting(read("kind = \"ethereum\"\n" + ETHEREUM)), "da.key-file");
    expect(
        () ->
            DaSettings.posting(read("kind = \"ethereum\"\nsigner = \"" + INBOX + "\"\n" + PAYING)),
        "da.signer",
        account.toString());
    expect(
        () ->
            DaSettings.posting(
                read("kind = \"ethereum\"\nmax-fee-gwei = 1\nmax-tip-gwei = 2\n" + PAYING)),
        "tip above");
    Settings foreign = read("url = \"http://127.0.0.1:1\"\ninbox = \"" + INBOX + "\"\n");
    DaSettings.posting(foreign);
    expect(foreign::requireAllKnown, "da.inbox", "unknown");
  }
}
