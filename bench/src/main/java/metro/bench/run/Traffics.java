package metro.bench.run;

import java.util.List;
import java.util.stream.Stream;
import metro.bench.load.Mix;
import metro.bench.load.Traffic;
import metro.ethereum.Address;

/** The traffic of one round: each kind with senders of its own, so that lanes never meet. */
final class Traffics {
  private static final int CALLERS = 200;

  private final Traffic transfers;
  private final Traffic erc20;
  private final Traffic mixed;
  private final Traffic payload;
  private final Traffic jsonRpc;
  private final Traffic bundles;

  Traffics(Plan plan, List<Long> chains) {
    int senders = plan.shape().senders();
    int streams = plan.shape().streams();
    this.transfers = traffic(Mix.TRANSFERS, chains, senders, 0, streams, plan.seed());
    this.erc20 = traffic(Mix.ERC20, chains, senders, senders, streams, plan.seed());
    this.mixed = traffic(Mix.MIXED, chains, senders, 2 * senders, streams, plan.seed());
    this.payload = traffic(Mix.PAYLOAD, chains, senders, 3 * senders, streams, plan.seed());
    int next = 4 * senders;
    List<Long> one = chains.subList(0, 1);
    this.jsonRpc = traffic(Mix.TRANSFERS, one, CALLERS, next, 1, plan.seed());
    this.bundles = traffic(Mix.TRANSFERS, chains, CALLERS, next + CALLERS, 1, plan.seed());
  }

  private static Traffic traffic(
      Mix mix, List<Long> chains, int senders, int first, int streams, long seed) {
    return new Traffic(new Traffic.Plan(mix, chains, senders, first, streams, seed));
  }

  /** Everybody who sends. */
  List<Address> senders() {
    return Stream.of(transfers, erc20, mixed, payload, jsonRpc, bundles)
        .flatMap(t -> t.addresses().stream())
        .toList();
  }

  Traffic transfers() {
    return transfers;
  }

  Traffic erc20() {
    return erc20;
  }

  Traffic mixed() {
    return mixed;
  }

  Traffic payload() {
    return payload;
  }

  Traffic jsonRpc() {
    return jsonRpc;
  }

  Traffic bundles() {
    return bundles;
  }
}
