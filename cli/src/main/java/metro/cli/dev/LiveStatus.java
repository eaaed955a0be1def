package metro.cli.dev;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.cli.client.Quantities;
import metro.cli.client.RpcClient;
import metro.cli.client.RpcException;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.wire.CommitteeInfo;

/**
 * A few lines about the running world, again and again: drawn over themselves on a terminal, and
 * otherwise printed only when something changed.
 */
final class LiveStatus {
  private static final long TERMINAL_PERIOD_MS = 1_000;
  private static final long PIPE_PERIOD_MS = 10_000;

  private final World world;
  private final CommitPulse pulse;
  private final PrintWriter out;
  private final boolean terminal;

  LiveStatus(World world, CommitPulse pulse, PrintWriter out, boolean terminal) {
    this.world = world;
    this.pulse = pulse;
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows until the thread is interrupted. */
  void run() throws InterruptedException {
    List<String> before = List.of();
    while (true) {
      List<String> now = lines();
      if (!now.equals(before)) {
        draw(now, before.size());
        before = now;
      }
      Thread.sleep(terminal ? TERMINAL_PERIOD_MS : PIPE_PERIOD_MS);
    }
  }

  private void draw(List<String> lines, int drawnBefore) {
    if (terminal && drawnBefore > 0) {
      // Up over the old lines, and clear from there to the end of the screen.
      out.print("\033[" + drawnBefore + "A\033[J");
    }
    lines.forEach(out::println);
    out.flush();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    for (MemberPlan member : world.plan().committee().members()) {
      lines.add(member(member));
    }
    for (RollupPlan rollup : world.plan().committee().rollups()) {
      lines.add(rollup(rollup));
    }
    lines.add("DA        height %s".formatted(daHeight().map(String::valueOf).orElse("?")));
    lines.add("soft      " + pulse.latency());
    lines.add("batch     " + pulse.batch());
    return lines;
  }

  private String member(MemberPlan member) {
    Optional<CommitteeInfo> info = world.client(member).committee();
    if (info.isEmpty()) {
      return "%-9s away (pid %d%s)"
          .formatted(
              member.name(),
              world.member(member).pid(),
              world.member(member).isAlive() ? "" : ", dead");
    }
    CommitteeInfo i = info.get();
    return "%-9s %-8s height %-7d certified %-7d posted %d (batch %d)"
        .formatted(
            member.name(),
            i.getLeader().equals(member.name()) ? "leads" : "follows",
            i.getHeight(),
            i.getCertifiedHeight(),
            i.getPostedHeight(),
            i.getPostedBatch());
  }

  private String rollup(RollupPlan rollup) {
    RpcClient rpc = world.rpc(rollup);
    StringBuilder line = new StringBuilder("%-9s".formatted(rollup.spec().name()));
    for (String tag : List.of("pending", "latest", "safe", "finalized")) {
      line.append(" %s %-6s".formatted(tag, blockNumber(rpc, tag)));
    }
    return line.append(' ').append(rpc.url()).toString();
  }

  private static String blockNumber(RpcClient rpc, String tag) {
    try {
      var block = rpc.call("eth_getBlockByNumber", tag, false);
      return block.path("number").isString()
          ? Long.toString(Quantities.number(block.path("number").asString()))
          : "-";
    } catch (RpcException e) {
      return e.isRefused() ? "-" : "?";
    }
  }

  private Optional<Long> daHeight() {
    try {
      String height =
          world.da().call("header.LocalHead").path("header").path("height").asString("");
      return height.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(height));
    } catch (RpcException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
