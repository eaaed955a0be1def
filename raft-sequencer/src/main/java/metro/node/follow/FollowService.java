package metro.node.follow;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import metro.node.chain.Chain;
import metro.node.chain.ChainListener;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.LedgerView;
import metro.state.Outcome;
import metro.state.PostingCursor;
import metro.state.RollupHead;
import metro.state.RollupId;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;

/** Serves {@code Follow}: see the API's definition for what is sent, and {@link FollowSession}. */
public final class FollowService implements AutoCloseable {
  private final Chain chain;
  private final FollowLimits limits;
  private final Map<RollupId, Set<Subscriber>> subscribers = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("follow-", 0).factory());
  private final Chain.Registration registration;

  /** Follows {@code chain}. */
  public FollowService(Chain chain, FollowLimits limits) {
    this.chain = chain;
    this.limits = limits;
    this.registration = chain.addListener(new Wake());
  }

  /** Serves one stream; call it from the generated service's method. */
  public void follow(FollowRequest request, StreamObserver<FollowUpdate> updates) {
    Optional<Status> refused = refuse(request);
    if (refused.isPresent()) {
      updates.onError(refused.get().asRuntimeException());
      return;
    }
    if (count.incrementAndGet() > limits.maxSubscribers()) {
      count.decrementAndGet();
      updates.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription(limits.maxSubscribers() + " follow already: try another member")
              .asRuntimeException());
      return;
    }
    RollupId rollup = new RollupId(request.getRollup());
    Subscriber subscriber = new Subscriber((ServerCallStreamObserver<FollowUpdate>) updates);
    FollowSession session =
        new FollowSession(chain, rollup, request.getFromNumber(), subscriber, limits);
    Set<Subscriber> others =
        subscribers.computeIfAbsent(rollup, r -> ConcurrentHashMap.newKeySet());
    others.add(subscriber);
    threads.execute(() -> run(session, others, subscriber));
  }

  private void run(FollowSession session, Set<Subscriber> others, Subscriber subscriber) {
    try {
      session.run();
    } finally {
      others.remove(subscriber);
      count.decrementAndGet();
    }
  }

  /** Streams at the moment. */
  public int subscribers() {
    return count.get();
  }

  private Optional<Status> refuse(FollowRequest request) {
    if (!RollupId.isValid(request.getRollup())) {
      return Optional.of(Status.INVALID_ARGUMENT.withDescription("rollup is 1 to " + RollupId.MAX));
    }
    if (request.getFromNumber() < 1) {
      return Optional.of(Status.INVALID_ARGUMENT.withDescription("from_number is 1 or more"));
    }
    boolean known =
        new LedgerView(chain.view()).rollup(new RollupId(request.getRollup())).isPresent();
    return known
        ? Optional.empty()
        : Optional.of(
            Status.NOT_FOUND.withDescription("rollup " + request.getRollup() + " is unknown"));
  }

  private final class Wake implements ChainListener {
    private long second;

    @Override
    public void onBlock(Block block, List<Outcome> outcomes) {
      long now = block.header().timeMs() / 1000;
      if (now > second) {
        second = now;
        all();
        return;
      }
      for (RollupHead head : block.heads()) {
        subscribers.getOrDefault(head.rollup(), Set.of()).forEach(Subscriber::news);
      }
    }

    @Override
    public void onCertificate(Certificate certificate) {
      all();
    }

    @Override
    public void onPosted(PostingCursor cursor) {
      all();
    }

    @Override
    public void onGap(long height) {
      all();
    }

    private void all() {
      subscribers.values().forEach(set -> set.forEach(Subscriber::news));
    }
  }

  @Override
  public void close() {
    registration.close();
    threads.shutdownNow();
  }
}
