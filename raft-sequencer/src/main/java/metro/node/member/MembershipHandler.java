package metro.node.member;

import java.util.function.LongSupplier;
import metro.node.log.Membership;
import metro.node.log.Membership.Change;
import metro.node.log.RaftLog;
import metro.wire.MembershipReply;
import metro.wire.MembershipReply.Outcome;

/**
 * Answers a member that lost its log. It may ask for itself alone; who it is says its certificate.
 */
public final class MembershipHandler {
  private final RaftLog log;
  private final Membership membership;
  private final LongSupplier height;

  /**
   * For the member of {@code log}.
   *
   * @param height newest block applied here
   */
  public MembershipHandler(RaftLog log, Membership membership, LongSupplier height) {
    this.log = log;
    this.membership = membership;
    this.height = height;
  }

  MembershipReply leave(String member) {
    return reply(membership.leave(member));
  }

  MembershipReply join(String member) {
    return reply(membership.join(member));
  }

  private MembershipReply reply(Change change) {
    return switch (change) {
      // After the change: what the member applied before is not above what is applied here now.
      case Change.Done _ ->
          MembershipReply.newBuilder()
              .setOutcome(Outcome.DONE)
              .setHeight(height.getAsLong())
              .build();
      case Change.Refused r ->
          MembershipReply.newBuilder()
              .setOutcome(outcome(r.reason()))
              .setLeader(log.leaderName().orElse(""))
              .setDetail(r.detail())
              .build();
    };
  }

  private static Outcome outcome(Membership.Reason reason) {
    return switch (reason) {
      case NOT_LEADER -> Outcome.NOT_LEADER;
      case STILL_ALIVE -> Outcome.STILL_ALIVE;
      case TOO_FEW -> Outcome.TOO_FEW;
      case BUSY -> Outcome.BUSY;
      case NO_ANSWER -> Outcome.NO_ANSWER;
    };
  }
}
