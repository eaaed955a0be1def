package metro.node.member;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import metro.wire.JoinRequest;
import metro.wire.LeaveRequest;
import metro.wire.MemberGrpc;
import metro.wire.MemberGrpc.MemberBlockingStub;
import metro.wire.MembershipReply;
import metro.wire.MembershipReply.Outcome;

/** Asks the member that leads, whoever that is, to take this one out of the log or in again. */
public final class MembershipClient {
  private static final long PAUSE_MS = 500;
  private static final long LEAVE_SECONDS = 10;
  // Catching up may take a whole snapshot.
  private static final long JOIN_SECONDS = 600;

  private final PeerChannels channels;

  /** Over {@code channels}, as the member whose certificate they show. */
  public MembershipClient(PeerChannels channels) {
    this.channels = channels;
  }

  /**
   * Asks until this member is out.
   *
   * @return the newest block it can have applied, and with it signed, before
   * @throws IOException after {@code patience}, with what each of the others said
   */
  public long leave(Duration patience) throws IOException {
    return ask(patience, LEAVE_SECONDS, stub -> stub.leave(LeaveRequest.getDefaultInstance()))
        .getHeight();
  }

  /**
   * Asks until this member is in again. Its log must run.
   *
   * @throws IOException after {@code patience}, with what each of the others said
   */
  public void join(Duration patience) throws IOException {
    var _ = ask(patience, JOIN_SECONDS, stub -> stub.join(JoinRequest.getDefaultInstance()));
  }

  private MembershipReply ask(
      Duration patience, long callSeconds, Function<MemberBlockingStub, MembershipReply> call)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    Map<String, String> said = new TreeMap<>();
    do {
      for (String peer : channels.names()) {
        channels.hurry(peer);
        try {
          MemberBlockingStub stub =
              MemberGrpc.newBlockingStub(channels.to(peer).orElseThrow())
                  .withDeadlineAfter(callSeconds, TimeUnit.SECONDS);
          MembershipReply reply = call.apply(stub);
          if (reply.getOutcome() == Outcome.DONE) {
            return reply;
          }
          said.put(peer, text(reply));
        } catch (StatusRuntimeException e) {
          said.put(peer, "cannot be reached: " + e.getStatus());
        }
      }
      pause();
    } while (System.nanoTime() < end);
    throw new IOException(
        "no other member could do it within %d s; it takes one that leads, and with it a majority of"
                .formatted(patience.toSeconds())
            + " the committee. They say: "
            + said);
  }

  private static String text(MembershipReply reply) {
    return switch (reply.getOutcome()) {
      case NOT_LEADER ->
          reply.getLeader().isEmpty() ? "no leader" : reply.getLeader() + " leads, not I";
      default -> reply.getOutcome() + " " + reply.getDetail();
    };
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
