package metro.rollup.testing;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import metro.rollup.soft.MemberEndpoint;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;
import metro.wire.GetStatusRequest;
import metro.wire.SequencerGrpc;
import metro.wire.SubmitReply;
import metro.wire.SubmitRequest;
import metro.wire.TransactionStatus;

/** A member behind real gRPC that says what a test tells it to say. */
public final class ScriptedMember implements AutoCloseable {
  private final Server server;

  /** Held while something is told, so that every stream hears all of it, once and in order. */
  private final Object telling = new Object();

  private final List<Long> follows = new CopyOnWriteArrayList<>();
  private final List<SubmitRequest> submitted = new CopyOnWriteArrayList<>();
  private final List<ServerCallStreamObserver<FollowUpdate>> streams = new CopyOnWriteArrayList<>();
  private volatile LongFunction<List<FollowUpdate>> script;
  private volatile Function<SubmitRequest, SubmitReply> submit =
      _ -> SubmitReply.getDefaultInstance();
  private volatile Function<GetStatusRequest, TransactionStatus> status =
      _ -> TransactionStatus.getDefaultInstance();

  /** Answers a follow request with what {@code script} gives for its number; stays connected. */
  public ScriptedMember(LongFunction<List<FollowUpdate>> script) {
    this.script = script;
    try {
      this.server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(new Service())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Service extends SequencerGrpc.SequencerImplBase {
    @Override
    public void follow(FollowRequest request, StreamObserver<FollowUpdate> out) {
      follows.add(request.getFromNumber());
      var stream = (ServerCallStreamObserver<FollowUpdate>) out;
      // With it, what is sent to somebody who went away is dropped.
      stream.setOnCancelHandler(() -> streams.remove(stream));
      synchronized (telling) {
        script.apply(request.getFromNumber()).forEach(stream::onNext);
        streams.add(stream);
      }
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitReply> out) {
      submitted.add(request);
      out.onNext(submit.apply(request));
      out.onCompleted();
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<TransactionStatus> out) {
      out.onNext(status.apply(request));
      out.onCompleted();
    }
  }

  /** Where it is. */
  public MemberEndpoint endpoint() {
    return new MemberEndpoint("127.0.0.1", server.getPort(), false);
  }

  /** The numbers asked for so far. */
  public List<Long> follows() {
    return List.copyOf(follows);
  }

  /** What was submitted so far. */
  public List<SubmitRequest> submitted() {
    return List.copyOf(submitted);
  }

  /** Changes what the next follow request gets. */
  public void say(LongFunction<List<FollowUpdate>> next) {
    script = next;
  }

  /** Sends more on all streams that are open. */
  public void push(FollowUpdate update) {
    push(() -> List.of(update));
  }

  /**
   * Changes what the script tells and sends the news on all streams that are open. A stream that
   * opens meanwhile gets them from the script.
   */
  public void push(Supplier<List<FollowUpdate>> change) {
    synchronized (telling) {
      List<FollowUpdate> news = change.get();
      streams.forEach(stream -> news.forEach(stream::onNext));
    }
  }

  /** Breaks all streams that are open. */
  public void breakStreams() {
    synchronized (telling) {
      streams.forEach(stream -> {
        if (!stream.isCancelled()) {
          stream.onError(Status.UNAVAILABLE.withDescription("going down").asRuntimeException());
        }
      });
      streams.clear();
    }
  }

  /** Answers submissions. */
  public void onSubmit(Function<SubmitRequest, SubmitReply> answer) {
    submit = answer;
  }

  /** Answers status requests. */
  public void onStatus(Function<GetStatusRequest, TransactionStatus> answer) {
    status = answer;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
