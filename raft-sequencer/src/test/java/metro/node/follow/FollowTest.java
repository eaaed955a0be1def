package metro.node.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.node.ingress.Answer;
import metro.node.testing.Await;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import metro.soft.Certificate;
import metro.state.BlockHeader;
import metro.state.Decoder;
import metro.state.LedgerView;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;
import metro.wire.FollowBlock;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;
import metro.wire.ProvenHead;
import metro.wire.SequencerGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class FollowTest {
  private static final long A = SoloMember.A;
  private static final long B = SoloMember.B;
  private static final RollupId ROLLUP = new RollupId(A);

  @TempDir Path directory;
  private final Wallet alice = new Wallet(1);
  private final List<Runnable> toClose = new ArrayList<>();

  @AfterEach
  void stop() {
    toClose.reversed().forEach(Runnable::run);
  }

  private SoloMember start(FollowLimits limits) {
    SoloMember member = SoloMember.start(directory.resolve("member"), limits);
    toClose.add(member::close);
    return member;
  }

  private static Answer send(SoloMember member, Bytes raw) {
    Answer answer = member.ingress().submit(raw).answer().join();
    assertThat(answer).isInstanceOf(Answer.Ordered.class);
    return answer;
  }

  /** A client that reads only what it asks for. */
  private final class Reader extends ClientCall.Listener<FollowUpdate> {
    final BlockingQueue<FollowUpdate> updates = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> served = new CompletableFuture<>();
    final CompletableFuture<Status> closed = new CompletableFuture<>();
    final ClientCall<FollowRequest, FollowUpdate> call;
    RollupHead head = RollupHead.start(ROLLUP);

    Reader(SoloMember member, long rollup, long from) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", member.api().grpcPort())
              .usePlaintext()
              .flowControlWindow(64 * 1024)
              .build();
      toClose.add(channel::shutdownNow);
      call = channel.newCall(SequencerGrpc.getFollowMethod(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.sendMessage(FollowRequest.newBuilder().setRollup(rollup).setFromNumber(from).build());
      call.halfClose();
    }

    @Override
    public void onHeaders(Metadata headers) {
      served.complete(null);
    }

    @Override
    public void onMessage(FollowUpdate update) {
      updates.add(update);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      closed.complete(status);
    }

    FollowUpdate next() throws InterruptedException {
      call.request(1);
      FollowUpdate update = updates.poll(60, TimeUnit.SECONDS);
      assertThat(update).isNotNull();
      return update;
    }

    /** The next block; everything before it is checked against the blocks so far. */
    FollowBlock nextBlock() throws InterruptedException {
      FollowUpdate update = next();
      while (!update.hasBlock()) {
        check(update);
        update = next();
      }
      FollowBlock block = update.getBlock();
      List<Bytes> transactions =
          block.getTransactionsList().stream().map(t -> Bytes.wrap(t.toByteArray())).toList();
      head =
          head.next(
              new RollupBlock(
                  ROLLUP, block.getNumber(), block.getHeight(), block.getTimeMs(), transactions));
      return block;
    }

    private void check(FollowUpdate update) {
      switch (update.getUpdateCase()) {
        case CLOSED ->
            check(
                BlockHeader.decode(update.getClosed().getHeader().toByteArray()),
                update.getClosed().getHead());
        case CERTIFIED ->
            check(
                Certificate.decode(update.getCertified().getCertificate().toByteArray()).header(),
                update.getCertified().getHead());
        default -> assertThat(update.hasPosted()).isTrue();
      }
    }

    private void check(BlockHeader header, ProvenHead proven) {
      RollupHead claimed =
          new RollupHead(
              ROLLUP,
              proven.getNumber(),
              proven.getTxCount(),
              Hash.of(proven.getHash().toByteArray()));
      if (claimed.number() == head.number()) {
        assertThat(claimed).isEqualTo(head);
      }
      MerklePath path = MerklePath.decode(new Decoder(proven.getPath().toByteArray()));
      assertThat(path.root(claimed.leaf())).contains(header.rollupsRoot());
    }
  }

  @Test
  void history_runs_into_live_without_a_gap_even_for_a_slow_reader() throws Exception {
    SoloMember member = start(FollowLimits.DEFAULT);
    for (int i = 0; i < 10; i++) {
      send(member, alice.transfer(A, i, 1));
    }
    Reader reader = new Reader(member, A, 1);
    for (int i = 1; i <= 5; i++) {
      assertThat(reader.nextBlock().getNumber()).isEqualTo(i);
    }
    // Far more than all buffers between the member and the reader hold.
    for (int i = 10; i < 60; i++) {
      send(member, alice.withData(A, i, 100_000));
    }
    send(member, alice.transfer(B, 0, 1));
    long last = new LedgerView(member.chain().view()).head(ROLLUP).number();
    for (long number = 6; number <= last; number++) {
      assertThat(reader.nextBlock().getNumber()).isEqualTo(number);
    }
    assertThat(reader.head).isEqualTo(new LedgerView(member.chain().view()).head(ROLLUP));
    send(member, alice.transfer(A, 60, 1));
    assertThat(reader.nextBlock().getNumber()).isEqualTo(last + 1);
  }

  @Test
  void the_end_of_a_second_and_certificates_are_told_with_proven_heads() throws Exception {
    SoloMember member = start(FollowLimits.DEFAULT);
    send(member, alice.transfer(A, 0, 1));
    Reader reader = new Reader(member, A, 1);
    FollowBlock block = reader.nextBlock();
    // The closing block comes by itself when the second has passed.
    FollowUpdate closed = reader.next();
    while (!closed.hasClosed()) {
      closed = reader.next();
    }
    BlockHeader header = BlockHeader.decode(closed.getClosed().getHeader().toByteArray());
    assertThat(header.timeMs() / 1000).isGreaterThan(block.getTimeMs() / 1000);
    reader.check(closed);
    member.certify(header.height());
    FollowUpdate certified = reader.next();
    assertThat(certified.hasCertified()).isTrue();
    reader.check(certified);
    assertThat(certified.getCertified().getHead().getNumber()).isEqualTo(1);
  }

  @Test
  void a_reader_that_never_reads_is_cut_off_and_told_why() throws Exception {
    SoloMember member = start(new FollowLimits(4, Duration.ofMillis(200), Duration.ofSeconds(10)));
    for (int i = 0; i < 20; i++) {
      send(member, alice.withData(A, i, 100_000));
    }
    Reader reader = new Reader(member, A, 1);
    reader.served.get(60, TimeUnit.SECONDS);
    Await.until("the reader is cut off", () -> member.follow().subscribers() == 0);
    reader.call.request(1_000);
    Status status = reader.closed.get(60, TimeUnit.SECONDS);
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains("follow again");
    // The line itself is not held up.
    send(member, alice.transfer(A, 20, 1));
  }

  @Test
  void a_stream_too_many_and_a_wrong_request_are_refused_with_the_reason() throws Exception {
    SoloMember member = start(new FollowLimits(1, Duration.ofSeconds(60), Duration.ofSeconds(10)));
    send(member, alice.transfer(A, 0, 1));
    Reader first = new Reader(member, A, 1);
    first.nextBlock();
    Reader second = new Reader(member, A, 1);
    assertThat(second.closed.get(60, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    first.call.cancel("done", null);
    Await.until("the stream is gone", () -> member.follow().subscribers() == 0);
    Reader unknown = new Reader(member, 12_345, 1);
    assertThat(unknown.closed.get(60, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    Reader zero = new Reader(member, A, 0);
    assertThat(zero.closed.get(60, TimeUnit.SECONDS).getDescription()).contains("from_number");
  }
}
