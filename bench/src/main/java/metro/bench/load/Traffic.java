package metro.bench.load;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metro.ethereum.Address;

/**
 * Signed transactions, ready before the clock starts. Divided into parts, one for each stream: a
 * sender's transactions all go through one stream, so they arrive in the order of their nonces.
 */
public final class Traffic {
  private final Mix mix;
  private final List<Part> parts = new ArrayList<>();

  /**
   * Who sends what.
   *
   * @param mix what transactions look like
   * @param chainIds the rollups; senders are dealt out among them
   * @param senders how many keys
   * @param firstSender number of the first key: traffic of other numbers has other keys
   * @param streams how many parts
   * @param seed of keys and contents: the same seed makes the same bytes
   */
  public record Plan(
      Mix mix, List<Long> chainIds, int senders, int firstSender, int streams, long seed) {
    public Plan {
      chainIds = List.copyOf(chainIds);
      if (senders < streams || senders % streams != 0) {
        throw new IllegalArgumentException(
            "senders (%d) are a multiple of streams (%d)".formatted(senders, streams));
      }
    }
  }

  /** Traffic of which nothing is signed yet. */
  public Traffic(Plan plan) {
    this.mix = plan.mix();
    for (int stream = 0; stream < plan.streams(); stream++) {
      parts.add(new Part());
    }
    for (int i = 0; i < plan.senders(); i++) {
      long chainId = plan.chainIds().get(i / plan.streams() % plan.chainIds().size());
      Sender sender = new Sender(plan.firstSender() + i, plan.mix(), chainId, plan.seed());
      parts.get(i % plan.streams()).senders.add(sender);
    }
  }

  /** What transactions look like. */
  public Mix mix() {
    return mix;
  }

  /** All senders' addresses. */
  public List<Address> addresses() {
    return senders().map(Sender::address).toList();
  }

  /** Signs, on all processors, until {@code count} transactions stand ready in all. */
  public void prepare(long count) {
    int each = (int) (count / senders().count()) + 2;
    senders().parallel().forEach(s -> s.prepare(each));
  }

  /**
   * From now on what is not ready is signed when it is its turn, by the thread that sends it: for
   * load so long that it cannot be signed beforehand. Memory stays the same however long it takes.
   */
  public void signOnTheWay() {
    parts.forEach(part -> part.signsOnTheWay = true);
  }

  /** Takes the next {@code count} out, for who wants to have them rather than send them. */
  public List<ByteString> take(int count) {
    prepare(count);
    return IntStream.range(0, count)
        .mapToObj(i -> parts.get(i % parts.size()).next().raw())
        .toList();
  }

  List<Part> parts() {
    return parts;
  }

  private Stream<Sender> senders() {
    int most = parts.getFirst().senders.size();
    return IntStream.range(0, most).boxed().flatMap(i -> parts.stream().map(p -> p.senders.get(i)));
  }

  /** A transaction and who signed it. */
  record Signed(ByteString raw, ByteString signer) {}

  /** One stream's share; senders take turns. Not safe for many threads. */
  static final class Part {
    private final List<Sender> senders = new ArrayList<>();
    private int turn;
    // Set before the threads that send are started.
    private boolean signsOnTheWay;

    /**
     * The next transaction.
     *
     * @throws IllegalStateException when not enough was signed beforehand, unless it may be signed
     *     on the way
     */
    Signed next() {
      Sender sender = senders.get(turn);
      if (signsOnTheWay) {
        sender.prepare(1);
      }
      if (sender.isEmpty()) {
        throw new IllegalStateException("more was sent than was signed: raise what is prepared");
      }
      turn = (turn + 1) % senders.size();
      return new Signed(sender.next(), sender.name());
    }

    List<Sender> senders() {
      return senders;
    }
  }
}
