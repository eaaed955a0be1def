package metro.bench.load;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metro.wire.SequencerGrpc;
import metro.wire.SubmitBundleReply;
import metro.wire.SubmitBundleRequest;

/** {@code SubmitBundle} over gRPC. */
record BundleCall(ManagedChannel channel) implements Call {
  private static final long DEADLINE_SECONDS = 30;

  @Override
  public Answer send(List<ByteString> raws) {
    try {
      SubmitBundleReply reply =
          SequencerGrpc.newBlockingStub(channel)
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .submitBundle(SubmitBundleRequest.newBuilder().addAllLegs(raws).build());
      return switch (reply.getOutcomeCase()) {
        case ORDERED -> new Answer.Ordered();
        case REFUSED -> new Answer.Refused(reply.getRefused().getText());
        case OUTCOME_NOT_SET -> new Answer.Refused("outcome unknown");
      };
    } catch (StatusRuntimeException e) {
      return new Answer.Refused(e.getStatus().getCode().name());
    }
  }
}
