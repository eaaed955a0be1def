package metro.node.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
import metro.node.log.ProposeException;
import metro.node.log.RaftLog;
import metro.node.signature.KnownKeys;
import metro.node.testing.Await;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import metro.state.ApplyResult;
import metro.state.LogEntry;
import metro.state.RejectReason;
import metro.wire.ForwardReply;
import metro.wire.ForwardRequest;
import metro.wire.MemberGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member that does not lead hands over to one that does, and to the next when that one dies. */
@Timeout(120)
final class ForwardTest {
  private static final long A = SoloMember.A;
  private static final long B = SoloMember.B;

  /** Nothing stops waiting for the nonces before it while a test looks. */
  private static final IngressLimits LIMITS =
      IngressLimits.defaults(2)
          .withWaits(Duration.ofMinutes(1), Duration.ofSeconds(120), Duration.ofSeconds(60));

  @TempDir Path directory;
  private final Wallet alice = new Wallet(1);
  private final List<Runnable> toClose = new ArrayList<>();
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final Led log = new Led();
  private Ingress follower;

  /** The log of a member that never leads itself. */
  private static final class Led implements RaftLog {
    private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Optional<String> leader = Optional.empty();

    void follow(Optional<String> name) {
      leader = name;
      listeners.forEach(l -> l.onFollower(name));
    }

    @Override
    public CompletableFuture<ApplyResult> propose(LogEntry entry) {
      return CompletableFuture.failedFuture(new ProposeException.NotLeader(leader));
    }

    @Override
    public boolean isLeader() {
      return false;
    }

    @Override
    public Optional<String> leaderName() {
      return leader;
    }

    @Override
    public void addLeadershipListener(LeadershipListener listener) {
      listeners.add(listener);
      listener.onFollower(leader);
    }
  }

  @BeforeEach
  void start() {
    SoloMember own = member("own");
    LeaderLoop loop =
        new LeaderLoop(
            log,
            own.chain(),
            LIMITS,
            SoloMember.P,
            InstantSource.system(),
            Runnable::run,
            BackPressure.NONE);
    loop.start();
    toClose.add(loop::close);
    follower =
        new Ingress(
            "own",
            SoloMember.P,
            log,
            own.chain(),
            loop,
            name -> Optional.ofNullable(channels.get(name)),
            LIMITS,
            Secp256k1.fastest(),
            new KnownKeys(_ -> Optional.empty()),
            Intake.OPEN);
    toClose.add(follower::close);
  }

  @AfterEach
  void stop() {
    toClose.reversed().forEach(Runnable::run);
  }

  private SoloMember member(String name) {
    SoloMember member = SoloMember.start(directory.resolve(name), LIMITS, _ -> BackPressure.NONE);
    toClose.add(member::close);
    return member;
  }

  /** Serves the member's own stream, as members do among each other. */
  private Server serve(String name, Ingress ingress) throws IOException {
    ForwardHandler handler = new ForwardHandler(ingress);
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .addService(
                new MemberGrpc.MemberImplBase() {
                  @Override
                  public StreamObserver<ForwardRequest> forward(
                      StreamObserver<ForwardReply> replies) {
                    return handler.forward(replies);
                  }
                })
            .build()
            .start();
    toClose.add(server::shutdownNow);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    toClose.add(channel::shutdownNow);
    channels.put(name, channel);
    return server;
  }

  @Test
  void the_leaders_answers_come_back_whole() throws Exception {
    SoloMember leader = member("b");
    serve("b", leader.ingress());
    log.follow(Optional.of("b"));
    // Later than that: hearing that nobody leads it would give up what is on its way and ask again.
    follower.start();
    Bytes raw = alice.transfer(A, 0, 1);
    Answer answer = follower.submit(raw).answer().join();
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Ordered.class,
            o -> {
              assertThat(o.legs().getFirst().position())
                  .isEqualTo(leader.chain().locate(Wallet.hash(raw)).orElseThrow());
              assertThat(o.legs().getFirst().charge())
                  .isEqualTo(SoloMember.FEES.charge(raw.length()));
              assertThat(o.legs().getFirst().payer()).isEqualTo(alice.address());
            });
    assertThat(follower.submit(alice.transfer(A, 900, 1)).answer().join())
        .isEqualTo(Answer.Refused.nonce(RejectReason.NONCE_TOO_HIGH, 1));
    List<Bytes> legs =
        List.of(alice.transfer(A, 1, 1), alice.transfer(B, 0, 1), alice.transfer(A, 2, 1));
    assertThat(follower.submitBundle(legs, 0, 0).answer().join())
        .isInstanceOfSatisfying(Answer.Ordered.class, o -> assertThat(o.legs()).hasSize(3));
  }

  @Test
  void what_waits_for_a_leader_goes_to_it_when_there_is_one() throws Exception {
    follower.start();
    CompletableFuture<Answer> answer = follower.submit(alice.transfer(A, 0, 1)).answer();
    assertThat(follower.waiting(Wallet.hash(alice.transfer(A, 0, 1)))).isPresent();
    serve("b", member("b").ingress());
    log.follow(Optional.of("b"));
    assertThat(answer.join()).isInstanceOf(Answer.Ordered.class);
  }

  @Test
  void a_leader_that_dies_takes_no_answer_with_it() throws Exception {
    SoloMember first = member("b");
    Server server = serve("b", first.ingress());
    serve("c", member("c").ingress());
    log.follow(Optional.of("b"));
    follower.start();
    // Parked at the first leader, so that it dies before it can answer.
    Bytes parked = alice.transfer(A, 1, 1);
    CompletableFuture<Answer> waiting = follower.submit(parked).answer();
    Await.until("it waits at the first", () -> first.ingress().inFlight() == 1);
    server.shutdownNow();
    log.follow(Optional.of("c"));
    CompletableFuture<Answer> before = follower.submit(alice.transfer(A, 0, 1)).answer();
    assertThat(before.join()).isInstanceOf(Answer.Ordered.class);
    assertThat(waiting.join()).isInstanceOf(Answer.Ordered.class);
  }

  @Test
  void a_member_that_was_wrongly_taken_for_the_leader_says_so() throws Exception {
    SoloMember right = member("c");
    serve("c", right.ingress());
    SoloMember wrong = member("b");
    LeaderLoop idle =
        new LeaderLoop(
            log,
            wrong.chain(),
            LIMITS,
            SoloMember.P,
            InstantSource.system(),
            Runnable::run,
            BackPressure.NONE);
    idle.start();
    toClose.add(idle::close);
    Ingress notLeading =
        new Ingress(
            "b",
            SoloMember.P,
            log,
            wrong.chain(),
            idle,
            name -> Optional.empty(),
            LIMITS,
            Secp256k1.fastest(),
            new KnownKeys(_ -> Optional.empty()),
            Intake.OPEN);
    notLeading.start();
    toClose.add(notLeading::close);
    serve("b", notLeading);
    log.follow(Optional.of("b"));
    follower.start();
    CompletableFuture<Answer> answer = follower.submit(alice.transfer(A, 0, 1)).answer();
    log.follow(Optional.of("c"));
    assertThat(answer.join()).isInstanceOf(Answer.Ordered.class);
    assertThat(right.chain().height()).isPositive();
  }
}
