package metro.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metro.cli.client.MemberClient;
import metro.cli.config.ConfigException;
import metro.jsonrpc.Json;
import metro.wire.CommitteeInfo;
import metro.wire.RollupInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code metro status}: how a committee stands. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how the members stand: who leads, heights, certificates, what is on the DA layer.",
      "",
      "Exit code 1 when fewer than a majority answer.",
    },
    footer = {
      "",
      "Examples:",
      "  metro status --member 127.0.0.1:26102 --member 127.0.0.1:26112",
      "  metro status --world-file world.json",
    })
final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--member",
      paramLabel = "HOST:PORT",
      description = "A member's public gRPC API, https://HOST:PORT with TLS; repeat for each.")
  private List<String> members = List.of();

  @Option(
      names = "--world-file",
      paramLabel = "FILE",
      description = "What `metro dev --world-file` wrote, instead of --member.")
  private Optional<Path> worldFile = Optional.empty();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws ConfigException {
    List<String> addresses = addresses();
    PrintWriter out = spec.commandLine().getOut();
    List<CommitteeInfo> answers = new ArrayList<>();
    out.printf(
        "%-22s %-10s %-8s %8s %10s %8s %8s%n",
        "address", "member", "role", "height", "certified", "posted", "batch");
    for (String address : addresses) {
      Optional<CommitteeInfo> info = ask(address);
      out.println(info.map(i -> line(address, i)).orElse("%-22s no answer".formatted(address)));
      info.ifPresent(answers::add);
    }
    answers.stream().findFirst().ifPresent(i -> rollups(out, i));
    out.flush();
    return answers.size() > addresses.size() / 2 ? 0 : Metro.FAILED;
  }

  private static Optional<CommitteeInfo> ask(String address) {
    try (MemberClient client = new MemberClient(address)) {
      return client.committee();
    }
  }

  private static String line(String address, CommitteeInfo i) {
    return "%-22s %-10s %-8s %8d %10d %8d %8d"
        .formatted(
            address,
            i.getMember(),
            i.getLeader().isEmpty()
                ? "no leader"
                : i.getLeader().equals(i.getMember()) ? "leads" : "follows",
            i.getHeight(),
            i.getCertifiedHeight(),
            i.getPostedHeight(),
            i.getPostedBatch());
  }

  private static void rollups(PrintWriter out, CommitteeInfo info) {
    out.printf(
        "%ncommittee %d, epoch %d, %d utia a transaction and %d a byte%n",
        info.getChainId(), info.getEpoch(), info.getFeePerItem(), info.getFeePerByte());
    for (RollupInfo r : info.getRollupsList()) {
      out.printf(
          "rollup %d %-12s %d blocks, %d transactions, %s %s, namespace %s%n",
          r.getChainId(),
          r.getName(),
          r.getNumber(),
          r.getTxCount(),
          r.getPayMode(),
          r.getNonceMode(),
          HexFormat.of().formatHex(r.getNamespace().toByteArray()));
    }
  }

  private List<String> addresses() throws ConfigException {
    if (members.isEmpty() == worldFile.isEmpty()) {
      throw new ConfigException("name the members: --member HOST:PORT, or --world-file FILE");
    }
    return worldFile.isEmpty() ? members : fromWorld(worldFile.get());
  }

  private static List<String> fromWorld(Path file) throws ConfigException {
    try {
      List<String> addresses = new ArrayList<>();
      JsonNode world = Json.mapper().readTree(Files.readString(file));
      for (JsonNode address : world.path("committee").path("grpc")) {
        addresses.add(address.asString());
      }
      if (addresses.isEmpty()) {
        throw new ConfigException("--world-file " + file + ": has no committee.grpc");
      }
      return addresses;
    } catch (IOException | JacksonException e) {
      throw new ConfigException("--world-file " + file + ": cannot be read: " + e.getMessage());
    }
  }
}
