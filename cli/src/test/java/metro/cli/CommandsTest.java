package metro.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import metro.cli.config.CommitteeFile;
import metro.cli.config.RollupSettings;
import metro.cli.config.Settings;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.da.Limits;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.da.forced.ForcedBlob;
import metro.evm.block.GenesisJson;
import metro.node.tls.MemberTls;
import metro.node.tls.TlsFiles;
import metro.rollup.RollupConfig;
import metro.soft.keystore.Keystore;
import metro.state.Genesis;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyCommandHasHelpWithAnExample() {
    CommandLine metro = Metro.commandLine();
    metro
        .getSubcommands()
        .forEach((name, _) -> {
          out.getBuffer().setLength(0);
          assertThat(run(name, "--help")).isZero();
          assertThat(out.toString()).as(name).contains("Example").contains("metro " + name);
        });
    assertThat(metro.getSubcommands())
        .containsKeys("init", "node", "da", "dev", "tx", "status", "evm");
  }

  @Test
  void initMakesACommitteeThatItsProgramsCanRead() throws Exception {
    Path dir = directory.resolve("committee");
    assertThat(
            run(
                "init",
                "--dir",
                dir.toString(),
                "--members",
                "5",
                "--rollup",
                "910001:alpha",
                "--credit",
                "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266=1_000"))
        .as(err.toString())
        .isZero();
    Genesis genesis =
        CommitteeFile.read(Settings.read(dir.resolve("committee.toml"), Map.of(), Map.of()));
    assertThat(genesis.committee().members()).hasSize(5);
    assertThat(genesis.rollups().getFirst().owner()).isEqualTo(genesis.governors().getFirst());
    assertThat(genesis.credits().values()).containsExactly(1_000L);
    for (var member : genesis.committee().members()) {
      Path own = dir.resolve(member.name());
      String password = Files.readString(own.resolve("key.password")).strip();
      var key = Keystore.decrypt(Files.readString(own.resolve("key.json")), password);
      assertThat(key.address()).isEqualTo(member.address());
      assertThat(MemberTls.load(TlsFiles.in(own.resolve("tls"))).member()).isEqualTo(member.name());
    }
    RollupConfig rollup =
        RollupSettings.read(
            Settings.read(dir.resolve("rollup-910001/rollup.toml"), Map.of(), Map.of()));
    assertThat(rollup.committee()).isEqualTo(genesis.committee());
    assertThat(rollup.members()).hasSize(5);
    assertThat(GenesisJson.read(Files.readString(rollup.genesisFile())).chainId())
        .isEqualTo(910_001);
  }

  @Test
  void initKeepsSecretsFromOthersAndOverwritesNothing() throws Exception {
    Path dir = directory.resolve("committee");
    assertThat(run("init", "--dir", dir.toString())).isZero();
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*[.](json|password|key|pem)")).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
    String before = Files.readString(dir.resolve("committee.toml"));
    assertThat(run("init", "--dir", dir.toString())).isEqualTo(Metro.WRONG_CONFIGURATION);
    assertThat(err.toString()).contains("--dir", "not empty", "nothing is ever overwritten");
    assertThat(Files.readString(dir.resolve("committee.toml"))).isEqualTo(before);
  }

  @Test
  void wrongOptionsNameTheOptionAndWhatIsExpected() {
    String dir = directory.resolve("none").toString();
    expect("--chain-id 0", "init", "--dir", dir, "--chain-id", "0");
    expect("--member X@h", "init", "--dir", dir, "--member", "X@h");
    expect("--rollup 5", "init", "--dir", dir, "--rollup", "5");
    expect("--credit 0x1", "init", "--dir", dir, "--credit", "0x1=5");
    expect("--members is 1 to 21", "init", "--dir", dir, "--members", "22");
    expect("--base-port", "init", "--dir", dir, "--base-port", "65530");
    expect("--da-account nobody", "init", "--dir", dir, "--da-account", "nobody");
    expect(
        "--da-account: is of a node", "init", "--dir", dir, "--da-account", "x", "--da-grpc", "y");
    expect("--listen", "da", "--dir", dir, "--listen", "nowhere");
    expect("--fund celestia1x", "da", "--dir", dir, "--fund", "celestia1x=5");
    expect("--admin-port", "da", "--dir", dir, "--block-time-ms", "0");
    expect("power of two", "da", "--dir", dir, "--square-width", "3");
    expect("--account N, or --keystore", "tx", "send", "--rpc", "http://127.0.0.1:1");
    expect("--rpc nowhere", "tx", "watch", "--rpc", "nowhere", "0x" + "00".repeat(32));
    expect("HASH", "tx", "watch", "--rpc", "http://127.0.0.1:1", "0x00");
    expect("--member HOST:PORT, or --world-file", "status");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void whatCannotBeReachedFailsWithCodeOne() {
    String transaction = "0x" + "00".repeat(32);
    assertThat(run("tx", "raw", "--rpc", "http://127.0.0.1:1", transaction))
        .isEqualTo(Metro.FAILED);
    assertThat(err.toString()).contains("http://127.0.0.1:1 cannot be reached");
    assertThat(run("status", "--member", "127.0.0.1:1")).isEqualTo(Metro.FAILED);
    assertThat(out.toString()).contains("no answer");
  }

  @Test
  void forcedTransactionsStandInTheRollupsNamespace() throws Exception {
    String raw =
        "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
            + "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f76"
            + "1aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";
    try (EmbeddedDa da =
        EmbeddedDa.start(EmbeddedDaConfig.in(directory).every(Duration.ofMillis(20)))) {
      assertThat(run("tx", "force", "--da", da.endpoint().toString(), raw))
          .as(err.toString())
          .isZero();
      long height = Long.parseLong(out.toString().strip().replaceAll("(?s).*height ", ""));
      DaHeader header = da.layer().header(new DaHeight(height), Limits.READ_TIMEOUT);
      RollupId one = new RollupId(1);
      var there = da.layer().read(header, ForcedBlob.namespace(one), Limits.READ_TIMEOUT);
      assertThat(ForcedBlob.read(there, one)).hasSize(1);
    }
    expect("rlp: transaction is not canonical", "tx", "force", "--da", "http://127.0.0.1:1", "0x");
  }

  @Test
  void statetestsWithoutATestFail() throws Exception {
    assertThat(run("evm", "statetest", directory.toString())).isEqualTo(Metro.FAILED);
    assertThat(run("evm", "statetest", directory.resolve("none").toString()))
        .isEqualTo(Metro.FAILED);
    assertThat(err.toString()).contains("PATH").contains("does not exist");
  }

  private void expect(String part, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).as(part).isEqualTo(Metro.WRONG_CONFIGURATION);
    assertThat(err.toString()).contains(part);
  }

  private int run(String... arguments) {
    return Metro.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
