package metro.node.ingress;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import metro.wire.ForwardReply;
import metro.wire.ForwardRequest;
import metro.wire.MemberGrpc;
import metro.wire.SubmitBundleRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands submissions to the member that leads, over one stream to each. What waits on a stream that
 * breaks is {@link Verdict.Lost}. How much can wait is bounded by {@link Ingress}.
 */
final class Forwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  private final MemberChannels channels;
  private final Map<String, Link> links = new ConcurrentHashMap<>();

  Forwarder(MemberChannels channels) {
    this.channels = channels;
  }

  CompletableFuture<Verdict> forward(String member, Submission submission) {
    Optional<Channel> channel = channels.to(member);
    if (channel.isEmpty()) {
      return CompletableFuture.completedFuture(new Verdict.NotLeading(Optional.empty()));
    }
    return links.computeIfAbsent(member, m -> new Link(m, channel.get())).send(submission);
  }

  /** Gives up what waits for members other than this one. */
  void abandonExcept(Optional<String> member) {
    links.forEach((name, link) -> {
      if (!member.equals(Optional.of(name))) {
        link.end("another member leads");
      }
    });
  }

  @Override
  public void close() {
    links.values().forEach(link -> link.end("closing"));
  }

  private final class Link implements StreamObserver<ForwardReply> {
    private final String member;
    private final Channel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, CompletableFuture<Verdict>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private @Nullable StreamObserver<ForwardRequest> requests;
    private boolean ended;

    Link(String member, Channel channel) {
      this.member = member;
      this.channel = channel;
    }

    CompletableFuture<Verdict> send(Submission submission) {
      CompletableFuture<Verdict> reply = new CompletableFuture<>();
      long id = ids.incrementAndGet();
      waiting.put(id, reply);
      ForwardRequest request = request(id, submission);
      lock.lock();
      try {
        if (ended) {
          waiting.remove(id);
          return CompletableFuture.completedFuture(new Verdict.NotLeading(Optional.empty()));
        }
        if (requests == null) {
          requests = MemberGrpc.newStub(channel).forward(this);
        }
        requests.onNext(request);
      } catch (RuntimeException e) {
        LOG.debug("cannot forward to {}", member, e);
        reply.complete(new Verdict.Lost());
      } finally {
        lock.unlock();
      }
      return reply;
    }

    @Override
    public void onNext(ForwardReply reply) {
      CompletableFuture<Verdict> future = waiting.remove(reply.getId());
      if (future != null) {
        future.complete(verdict(reply));
      }
    }

    @Override
    public void onError(Throwable t) {
      LOG.info("the stream to {} broke: {}", member, t.getMessage());
      end("it broke");
    }

    @Override
    public void onCompleted() {
      end("it ended");
    }

    void end(String why) {
      links.remove(member, this);
      lock.lock();
      try {
        ended = true;
        if (requests != null) {
          requests.onError(Status.CANCELLED.withDescription(why).asException());
          requests = null;
        }
      } catch (IllegalStateException e) {
        LOG.debug("the stream to {} had ended", member, e);
      } finally {
        lock.unlock();
      }
      waiting
          .values()
          .removeIf(future -> {
            future.complete(new Verdict.Lost());
            return true;
          });
    }
  }

  private static ForwardRequest request(long id, Submission submission) {
    ForwardRequest.Builder out = ForwardRequest.newBuilder().setId(id);
    submission.legs().forEach(leg -> out.addSignerKeys(WireAnswers.bytes(leg.publicKey())));
    switch (submission) {
      case Submission.Single s -> out.setRaw(WireAnswers.bytes(s.transaction().admitted().raw()));
      case Submission.Bundled b -> {
        SubmitBundleRequest.Builder bundle =
            SubmitBundleRequest.newBuilder()
                .setMinHeight(b.bundle().minHeight())
                .setMaxHeight(b.bundle().maxHeight());
        b.bundle().legs().forEach(leg -> bundle.addLegs(WireAnswers.bytes(leg)));
        out.setBundle(bundle);
      }
    }
    return out.build();
  }

  private static Verdict verdict(ForwardReply reply) {
    Optional<Answer> answer =
        switch (reply.getOutcomeCase()) {
          case TRANSACTION -> WireAnswers.read(reply.getTransaction());
          case BUNDLE -> WireAnswers.read(reply.getBundle());
          case NOT_LEADER, OUTCOME_NOT_SET -> Optional.empty();
        };
    if (answer.isPresent()) {
      return new Verdict.Answered(answer.get());
    }
    return reply.getOutcomeCase() == ForwardReply.OutcomeCase.NOT_LEADER
        ? new Verdict.NotLeading(Optional.of(reply.getNotLeader()).filter(s -> !s.isEmpty()))
        : new Verdict.Lost();
  }
}
