package metro.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import metro.cli.config.Addresses;
import metro.cli.config.CommitteeFile;
import metro.cli.config.ConfigException;
import metro.cli.config.Settings;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.ethereum.Address;
import metro.node.tls.CertificateNames;
import metro.state.Genesis;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.Limits;
import metro.state.NonceMode;
import metro.state.PayMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code metro init}: makes a committee. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a committee's keys, certificates and configuration.",
      "",
      "Writes committee.toml (the same for everybody), a directory for each member with its signing"
          + " key, its password and its TLS certificate, one for each rollup's node, and the"
          + " certificate authority's key. Overwrites nothing. Bring each member its own directory;"
          + " keep authority/ and governor/ off the members.",
    },
    footer = {
      "",
      "Examples:",
      "  metro init --members 3 --dir committee",
      "  metro init --members 3 --dir committee --chain-id 910000 --rollup 910001:alpha \\",
      "      --credit 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266=1000000000",
      "  metro init --member a@10.0.0.1 --member b@10.0.0.2 --member c@10.0.0.3 --dir committee",
    })
final class InitCommand implements Callable<Integer> {
  @Option(names = "--dir", required = true, paramLabel = "DIR", description = "A new directory.")
  @SuppressWarnings("NullAway.Init") // required: picocli sets it
  private Path directory;

  @Option(
      names = "--members",
      defaultValue = "3",
      paramLabel = "N",
      description = "How many members, all on this machine; 3, 5 or 7 are sensible.")
  private int members;

  @Option(
      names = "--member",
      paramLabel = "NAME@HOST",
      description = "A member by name and host instead of --members; repeat for each.")
  private List<String> named = List.of();

  @Option(
      names = "--chain-id",
      defaultValue = "910000",
      paramLabel = "P",
      description = "The committee's own chain id (default: ${DEFAULT-VALUE}).")
  private String chainId = "910000";

  @Option(
      names = "--base-port",
      defaultValue = "26100",
      paramLabel = "PORT",
      description =
          "Each member takes 5 ports from here on: raft, member, grpc, rpc, admin; on one machine"
              + " the next member 10 further (default: ${DEFAULT-VALUE}).")
  private int basePort;

  @Option(
      names = "--rollup",
      paramLabel = "CHAINID:NAME[:OWNER]",
      description =
          "A rollup registered from the start, by default owned by the first governor; may be"
              + " repeated.")
  private List<String> rollups = List.of();

  @Option(
      names = "--governor",
      paramLabel = "ADDRESS",
      description = "May mint credits; may be repeated. Without any, a key is made in governor/.")
  private List<String> governors = List.of();

  @Option(
      names = "--credit",
      paramLabel = "ADDRESS=UTIA",
      description = "An opening balance for ordering; may be repeated.")
  private Map<String, String> credits = Map.of();

  @Option(
      names = "--fee-per-item",
      defaultValue = "100",
      description = "utia for each transaction (default: ${DEFAULT-VALUE}).")
  private long feePerItem;

  @Option(
      names = "--fee-per-byte",
      defaultValue = "1",
      description = "utia for each byte (default: ${DEFAULT-VALUE}).")
  private long feePerByte;

  @Option(
      names = "--da-url",
      defaultValue = "http://127.0.0.1:26658",
      description = "JSON-RPC of a celestia node, or of `metro da` (default: ${DEFAULT-VALUE}).")
  private String daUrl = "";

  @Option(
      names = "--da-grpc",
      paramLabel = "URL",
      description =
          "gRPC of a Celestia consensus node: members sign DA transactions themselves, with a key"
              + " that is made for the committee, and post exactly once. Without it the node at"
              + " --da-url signs.")
  private Optional<String> daGrpc = Optional.empty();

  @Option(
      names = "--da-account",
      paramLabel = "celestia1...",
      description =
          "The account from which the node at --da-url pays, where it signs: rollup nodes ignore"
              + " blobs of others. With --da-grpc it is made and known.")
  private Optional<String> daAccount = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws ConfigException, FailedException {
    CommitteePlan plan = plan();
    try {
      Genesis made = new CommitteeMaker(new SecureRandom(), InstantSource.system()).make(plan);
      print(plan, made);
      return 0;
    } catch (IOException e) {
      throw new FailedException("--dir: " + directory + " cannot be written: " + e);
    }
  }

  private CommitteePlan plan() throws ConfigException {
    FeeSchedule fees = new FeeSchedule(feePerItem, feePerByte);
    if (!fees.isInRange()) {
      throw new ConfigException("--fee-per-item and --fee-per-byte are 0 to " + Limits.MAX_PRICE);
    }
    List<Address> governorAddresses = new ArrayList<>();
    for (String governor : governors) {
      governorAddresses.add(parse("--governor", governor, CommitteeFile::address));
    }
    if (daGrpc.isPresent() && daAccount.isPresent()) {
      throw new ConfigException(
          "--da-account: is of a node that signs; with --da-grpc members sign, and an account is"
              + " made for them");
    }
    CommitteePlan plan = plan(fees, governorAddresses);
    return daAccount.isPresent()
        ? plan.paidBy(parse("--da-account", daAccount.get(), Addresses::daAccount))
        : plan;
  }

  private CommitteePlan plan(FeeSchedule fees, List<Address> governorAddresses)
      throws ConfigException {
    return new CommitteePlan(
        directory,
        parse("--chain-id", chainId, t -> CommitteeFile.rollupId(t).chainId()),
        members(),
        governorAddresses,
        fees,
        rollups(),
        credits(),
        parse("--da-url", daUrl, Addresses::http),
        daGrpc.isPresent()
            ? Optional.of(parse("--da-grpc", daGrpc.get(), Addresses::http))
            : Optional.empty());
  }

  private List<MemberPlan> members() throws ConfigException {
    int count = named.isEmpty() ? members : named.size();
    if (count < 1 || count > Limits.MAX_MEMBERS) {
      throw new ConfigException("--members is 1 to " + Limits.MAX_MEMBERS + ", not " + count);
    }
    int last = basePort + (named.isEmpty() ? 10 * (count - 1) : 0) + 4;
    if (basePort < 1 || last > 65_535) {
      throw new ConfigException("--base-port " + basePort + " leaves no room for all ports");
    }
    return named.isEmpty() ? CommitteePlan.membersOn("127.0.0.1", count, basePort) : namedMembers();
  }

  private List<MemberPlan> namedMembers() throws ConfigException {
    List<MemberPlan> plans = new ArrayList<>();
    for (String text : named) {
      String[] parts = text.split("@", 2);
      if (parts.length != 2 || !CertificateNames.isMemberName(parts[0]) || parts[1].isBlank()) {
        throw new ConfigException(
            "--member "
                + text
                + ": is NAME@HOST; a name has 1 to 32 lower-case letters, digits"
                + " and hyphens");
      }
      if (plans.stream().anyMatch(m -> m.name().equals(parts[0]))) {
        throw new ConfigException("--member " + text + ": the name is there twice");
      }
      plans.add(new MemberPlan(parts[0], parts[1], basePort));
    }
    return plans;
  }

  private List<RollupPlan> rollups() throws ConfigException {
    List<RollupPlan> plans = new ArrayList<>();
    for (String text : rollups) {
      String[] parts = text.split(":", 3);
      if (parts.length < 2 || !RollupSpec.isName(parts[1])) {
        throw new ConfigException("--rollup " + text + ": is CHAINID:NAME or CHAINID:NAME:OWNER");
      }
      Address owner =
          parts.length == 3 ? parse("--rollup", parts[2], CommitteeFile::address) : Address.ZERO;
      plans.add(
          new RollupPlan(
              new RollupSpec(
                  parse("--rollup", parts[0], CommitteeFile::rollupId),
                  parts[1],
                  owner,
                  PayMode.SPONSOR_THEN_SENDER,
                  NonceMode.WINDOW),
              8_545 + 10 * plans.size(),
              OptionalInt.of(8_546 + 10 * plans.size()),
              Map.of()));
    }
    return plans;
  }

  private Map<Address, Long> credits() throws ConfigException {
    Map<Address, Long> parsed = new LinkedHashMap<>();
    for (var credit : credits.entrySet()) {
      parsed.put(
          parse("--credit", credit.getKey(), CommitteeFile::address),
          parse("--credit", credit.getValue(), t -> Settings.numberIn(t, 0, Long.MAX_VALUE)));
    }
    return parsed;
  }

  private static <T> T parse(String option, String text, Function<String, T> parser)
      throws ConfigException {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(option + " " + text + ": " + e.getMessage());
    }
  }

  private void print(CommitteePlan plan, Genesis made) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Made committee " + plan.chainId() + " in " + plan.directory() + ":");
    made.committee()
        .members()
        .forEach(m -> out.println("  " + m.name() + "  signs as " + m.address()));
    out.println("Start each member on its machine:");
    plan.members()
        .forEach(m -> out.println("  metro node --config " + plan.directoryOf(m) + "/node.toml"));
    plan.rollups()
        .forEach(
            r -> out.println("  metro rollup --config " + plan.directoryOf(r) + "/rollup.toml"));
    out.println("Keep " + plan.directory().resolve("authority") + " safe: its key makes members.");
    if (plan.daGrpc().isPresent()) {
      out.println(
          "Send TIA to the DA account in "
              + plan.directory().resolve(CommitteeMaker.DA_ADDRESS_FILE)
              + ": it pays for batches, and nothing else may use it.");
    }
    out.flush();
  }
}
