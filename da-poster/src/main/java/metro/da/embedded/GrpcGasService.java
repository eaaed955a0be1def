package metro.da.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.OptionalLong;
import metro.da.celestia.Gas;
import metro.da.celestia.Share;
import metro.da.celestia.proto.celestia.blob.MsgPayForBlobs;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceAndUsageRequest;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceAndUsageResponse;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceRequest;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceResponse;
import metro.da.celestia.proto.celestia.gas.GasEstimatorGrpc;
import metro.da.celestia.proto.cosmos.tx.TxBody;
import metro.da.celestia.proto.cosmos.tx.TxRaw;
import metro.ethereum.Bytes;

/** celestia.core.v1.gas_estimation.GasEstimator: the least price that is taken, and the formula. */
final class GrpcGasService extends GasEstimatorGrpc.GasEstimatorImplBase {
  private final double utiaPerGas;

  GrpcGasService(EmbeddedDaConfig config) {
    this.utiaPerGas = config.blocks().minUtiaPerGas().doubleValue();
  }

  @Override
  public void estimateGasPrice(
      EstimateGasPriceRequest request, StreamObserver<EstimateGasPriceResponse> observer) {
    observer.onNext(EstimateGasPriceResponse.newBuilder().setEstimatedGasPrice(utiaPerGas).build());
    observer.onCompleted();
  }

  @Override
  public void estimateGasPriceAndUsage(
      EstimateGasPriceAndUsageRequest request,
      StreamObserver<EstimateGasPriceAndUsageResponse> observer) {
    OptionalLong gas = gasOf(Bytes.wrap(request.getTxBytes().toByteArray()));
    if (gas.isEmpty()) {
      observer.onError(noTransaction());
      return;
    }
    observer.onNext(
        EstimateGasPriceAndUsageResponse.newBuilder()
            .setEstimatedGasPrice(utiaPerGas)
            .setEstimatedGasUsed(gas.getAsLong())
            .build());
    observer.onCompleted();
  }

  static RuntimeException noTransaction() {
    return Status.INVALID_ARGUMENT.withDescription("tx parse error").asRuntimeException();
  }

  /** The gas of a paying transaction, with or without its blobs, by the formula. */
  static OptionalLong gasOf(Bytes bytes) {
    try {
      TxRaw raw = TxRaw.parseFrom(GrpcTxService.inner(bytes).arrayForReading());
      TxBody body = TxBody.parseFrom(raw.getBodyBytes());
      if (body.getMessagesCount() != 1) {
        return OptionalLong.empty();
      }
      MsgPayForBlobs message = MsgPayForBlobs.parseFrom(body.getMessages(0).getValue());
      long shares = 0;
      for (int i = 0; i < message.getBlobSizesCount(); i++) {
        boolean signed = i < message.getShareVersionsCount() && message.getShareVersions(i) > 0;
        shares += Share.sharesNeeded(message.getBlobSizes(i), signed);
      }
      return OptionalLong.of(Gas.estimate(shares, message.getBlobSizesCount()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }
}
