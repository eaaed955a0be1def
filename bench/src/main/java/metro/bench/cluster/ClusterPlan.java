package metro.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import metro.cli.dev.Ports;
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
 * The committee of a run.
 *
 * @param directory where; must not exist
 * @param members 3, 5 or 7
 * @param rollups registered, with chain ids from {@link #FIRST_ROLLUP} on
 * @param rollupNodes how many of them may have a node that follows and executes
 * @param nodesFollow whether these nodes run from the start
 * @param senders accounts that get credits, and balances on every rollup
 * @param memberHeap the members' -Xmx
 * @param daBlockMs between blocks of the DA layer
 */
public record ClusterPlan(
    Path directory,
    int members,
    int rollups,
    int rollupNodes,
    boolean nodesFollow,
    List<Address> senders,
    String memberHeap,
    long daBlockMs) {
  static final long COMMITTEE = 930_000;

  /** Chain id of the first rollup. */
  public static final long FIRST_ROLLUP = 930_001;

  /** Celestia's time between blocks. */
  public static final long DA_BLOCK_MS = 6_000;

  private static final int PREFERRED_PORT = 20_100;
  private static final int PORTS = 300;
  private static final int DA_PORT = 90;
  private static final int DA_GRPC_PORT = 91;
  private static final int ROLLUP_PORT = 100;
  private static final int ROLLUP_ADMIN_PORT = 200;
  private static final int MAX_NODES = 100;
  private static final long CREDIT_UTIA = 1_000_000_000_000L;
  private static final UInt256 BALANCE_WEI = UInt256.parse("1000000000000000000000000");

  public ClusterPlan {
    senders = List.copyOf(senders);
    if (rollups < 1 || rollupNodes > rollups || rollupNodes > MAX_NODES) {
      throw new IllegalArgumentException(
          "a run has rollups, and no more nodes than rollups or %d".formatted(MAX_NODES));
    }
  }

  /** Chain ids of the rollups. */
  public List<Long> chainIds() {
    return LongStream.range(FIRST_ROLLUP, FIRST_ROLLUP + rollups).boxed().toList();
  }

  /** The plan on ports that are free now. */
  CommitteePlan committee() throws IOException {
    int port = Ports.freeBlock(PREFERRED_PORT, PORTS);
    Map<Address, Long> credits = new HashMap<>();
    Map<Address, UInt256> balances = new HashMap<>();
    for (Address sender : senders) {
      credits.put(sender, CREDIT_UTIA);
      balances.put(sender, BALANCE_WEI);
    }
    List<RollupPlan> plans = new ArrayList<>();
    for (long id : chainIds()) {
      int number = (int) (id - FIRST_ROLLUP);
      // Only those with a node need a genesis of their own.
      Map<Address, UInt256> accounts = number < rollupNodes ? balances : Map.of();
      int place = number % MAX_NODES;
      OptionalInt admin = OptionalInt.of(port + ROLLUP_ADMIN_PORT + place);
      plans.add(new RollupPlan(spec(id), port + ROLLUP_PORT + place, admin, accounts));
    }
    return new CommitteePlan(
        directory,
        COMMITTEE,
        CommitteePlan.membersOn("127.0.0.1", members, port),
        List.of(senders.getFirst()),
        new FeeSchedule(100, 1),
        plans,
        credits,
        URI.create("http://127.0.0.1:" + (port + DA_PORT)),
        Optional.of(URI.create("http://127.0.0.1:" + (port + DA_GRPC_PORT))));
  }

  private RollupSpec spec(long id) {
    return new RollupSpec(
        new RollupId(id), "rollup-" + id, senders.getFirst(), PayMode.SENDER, NonceMode.WINDOW);
  }
}
