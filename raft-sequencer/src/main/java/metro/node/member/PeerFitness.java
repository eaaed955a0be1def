package metro.node.member;

import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metro.wire.FitnessRequest;
import metro.wire.MemberGrpc;

/** Asks the other members which of them could lead. */
public final class PeerFitness {
  private static final long ANSWER_MS = 500;

  private final PeerChannels channels;

  /** Over {@code channels}. */
  public PeerFitness(PeerChannels channels) {
    this.channels = channels;
  }

  /** Those that say yes. Waits for answers, up to half a second for each. */
  public List<String> fit() {
    return channels.names().stream().filter(this::isFit).toList();
  }

  private boolean isFit(String member) {
    try {
      return MemberGrpc.newBlockingStub(channels.to(member).orElseThrow())
          .withDeadlineAfter(ANSWER_MS, TimeUnit.MILLISECONDS)
          .fitness(FitnessRequest.getDefaultInstance())
          .getFit();
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
