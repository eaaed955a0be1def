package metro.node.member;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import metro.node.ingress.ForwardHandler;
import metro.node.seal.Commits;
import metro.soft.SoftCommit;
import metro.wire.FitnessReply;
import metro.wire.FitnessRequest;
import metro.wire.ForwardReply;
import metro.wire.ForwardRequest;
import metro.wire.JoinRequest;
import metro.wire.LeaveRequest;
import metro.wire.MemberGrpc;
import metro.wire.MemberSignature;
import metro.wire.MembershipReply;
import metro.wire.NewestSignaturesReply;
import metro.wire.NewestSignaturesRequest;
import metro.wire.SignaturesRequest;

/** This member's end of what others ask of it. */
final class MemberService extends MemberGrpc.MemberImplBase {
  /** Signatures kept for a member that reads slowly; the oldest go first, newer ones cover them. */
  static final int MAX_QUEUED_SIGNATURES = 256;

  /** Whose certificate the caller showed. */
  static final Context.Key<String> CALLER = Context.key("caller");

  private final Commits commits;
  private final ForwardHandler forward;
  private final MembershipHandler membership;
  private final BooleanSupplier fit;

  MemberService(
      Commits commits, ForwardHandler forward, MembershipHandler membership, BooleanSupplier fit) {
    this.fit = fit;
    this.commits = commits;
    this.forward = forward;
    this.membership = membership;
  }

  @Override
  public void leave(LeaveRequest request, StreamObserver<MembershipReply> reply) {
    reply.onNext(membership.leave(CALLER.get()));
    reply.onCompleted();
  }

  @Override
  public void join(JoinRequest request, StreamObserver<MembershipReply> reply) {
    reply.onNext(membership.join(CALLER.get()));
    reply.onCompleted();
  }

  @Override
  public void fitness(FitnessRequest request, StreamObserver<FitnessReply> reply) {
    reply.onNext(FitnessReply.newBuilder().setFit(fit.getAsBoolean()).build());
    reply.onCompleted();
  }

  @Override
  public StreamObserver<ForwardRequest> forward(StreamObserver<ForwardReply> replies) {
    return forward.forward(replies);
  }

  @Override
  public void signatures(SignaturesRequest request, StreamObserver<MemberSignature> replies) {
    Outgoing outgoing = new Outgoing((ServerCallStreamObserver<MemberSignature>) replies);
    Runnable end = commits.listen(outgoing::offer);
    outgoing.call.setOnCancelHandler(end);
    outgoing.call.setOnReadyHandler(outgoing::drain);
    commits.newest().forEach(outgoing::offer);
  }

  @Override
  public void newestSignatures(
      NewestSignaturesRequest request, StreamObserver<NewestSignaturesReply> reply) {
    reply.onNext(
        NewestSignaturesReply.newBuilder()
            .addAllSignatures(commits.newest().stream().map(WireCommits::write).toList())
            .build());
    reply.onCompleted();
  }

  private static final class Outgoing {
    private final ServerCallStreamObserver<MemberSignature> call;
    private final Deque<SoftCommit> queue = new ArrayDeque<>();

    Outgoing(ServerCallStreamObserver<MemberSignature> call) {
      this.call = call;
    }

    synchronized void offer(SoftCommit commit) {
      if (queue.size() == MAX_QUEUED_SIGNATURES) {
        queue.removeFirst();
      }
      queue.addLast(commit);
      drain();
    }

    synchronized void drain() {
      while (!queue.isEmpty() && call.isReady() && !call.isCancelled()) {
        call.onNext(WireCommits.write(queue.removeFirst()));
      }
    }
  }
}
