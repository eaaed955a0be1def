package metro.cli.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import metro.ethereum.Address;

/** Clients that send all the time, what was acknowledged to them, and whether it is all there. */
final class Load implements AutoCloseable {
  private final ConcurrentLinkedQueue<Long> acknowledgements = new ConcurrentLinkedQueue<>();
  private final List<LaneClient> clients;
  private final List<Thread> threads;

  /** Starts {@code count} clients, spread over the members. */
  Load(ProcessCommittee committee, int count) {
    List<String> addresses = committee.members().stream().map(MemberProcess::grpcAddress).toList();
    clients =
        IntStream.range(0, count)
            .mapToObj(i -> new LaneClient(i, addresses, acknowledgements::add))
            .toList();
    threads = clients.stream().map(c -> Thread.ofVirtual().name("client").start(c)).toList();
  }

  /** Who pays for {@code count} clients. */
  static List<Address> payers(int count) {
    return IntStream.range(0, count).mapToObj(LaneClient::address).toList();
  }

  /** Waits for {@code count} acknowledgements more. */
  void awaitMore(int count) {
    int wanted = acknowledgements.size() + count;
    ProcessCommittee.await(wanted + " acknowledgements", () -> acknowledgements.size() >= wanted);
  }

  /** The longest time without an acknowledgement since {@code fromNanos}. */
  long longestGapMs(long fromNanos) {
    long longest = 0;
    long last = fromNanos;
    long[] times =
        acknowledgements.stream()
            .mapToLong(Long::longValue)
            .filter(t -> t >= fromNanos)
            .sorted()
            .toArray();
    for (long time : times) {
      longest = Math.max(longest, time - last);
      last = time;
    }
    return TimeUnit.NANOSECONDS.toMillis(longest);
  }

  /** Each client ends after the transaction in hand. */
  void stop() throws InterruptedException {
    clients.forEach(LaneClient::stop);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Transactions acknowledged; after {@link #stop}. */
  int acknowledged() {
    return clients.stream().mapToInt(c -> c.acknowledged().size()).sum();
  }

  /** What the members tell of the acknowledged transactions that must not be; after a stop. */
  List<String> problems(List<MemberProcess> members) {
    List<String> problems = new ArrayList<>();
    List<RollupHistory> histories = new ArrayList<>();
    for (MemberProcess member : members) {
      RollupHistory history = RollupHistory.of(member.grpcAddress());
      histories.add(history);
      problems.addAll(problems(member.name(), history));
    }
    if (histories.stream().map(RollupHistory::ids).distinct().count() > 1) {
      problems.add("members tell different histories");
    }
    return problems;
  }

  /** The same of one history that {@code teller} tells. */
  List<String> problems(String teller, RollupHistory history) {
    List<String> problems = new ArrayList<>();
    for (LaneClient client : clients) {
      history.broken(client.acknowledged()).forEach(b -> problems.add(teller + ": " + b));
    }
    history.twice().forEach(id -> problems.add(teller + ": " + id + " stands twice"));
    return problems;
  }

  @Override
  public void close() {
    clients.forEach(LaneClient::stop);
    clients.forEach(LaneClient::close);
  }
}
