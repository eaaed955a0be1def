package metro.da.embedded;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import metro.da.celestia.proto.celestia.tx.TxGrpc;
import metro.da.celestia.proto.celestia.tx.TxStatusBatchRequest;
import metro.da.celestia.proto.celestia.tx.TxStatusBatchResponse;
import metro.da.celestia.proto.celestia.tx.TxStatusRequest;
import metro.da.celestia.proto.celestia.tx.TxStatusResponse;
import metro.da.celestia.proto.celestia.tx.TxStatusResult;
import metro.ethereum.Hash;

/** celestia.core.v1.tx.Tx: what became of transactions. */
final class GrpcTxStatusService extends TxGrpc.TxImplBase {
  /** Transactions of one batch. */
  static final int MAX_BATCH = 20;

  private final EmbeddedChain chain;

  GrpcTxStatusService(EmbeddedChain chain) {
    this.chain = chain;
  }

  @Override
  public void txStatus(TxStatusRequest request, StreamObserver<TxStatusResponse> observer) {
    Optional<Hash> hash = GrpcTxService.hash(request.getTxId());
    if (hash.isEmpty()) {
      observer.onError(invalid("a transaction's id is 64 hexadecimal digits"));
      return;
    }
    observer.onNext(response(chain.fate(hash.get())));
    observer.onCompleted();
  }

  @Override
  public void txStatusBatch(
      TxStatusBatchRequest request, StreamObserver<TxStatusBatchResponse> observer) {
    if (request.getTxIdsCount() > MAX_BATCH) {
      observer.onError(invalid("at most " + MAX_BATCH + " transactions in one request"));
      return;
    }
    TxStatusBatchResponse.Builder out = TxStatusBatchResponse.newBuilder();
    for (String id : request.getTxIdsList()) {
      TxFate fate = GrpcTxService.hash(id).map(chain::fate).orElseGet(TxFate.Unknown::new);
      out.addStatuses(TxStatusResult.newBuilder().setTxHash(id).setStatus(response(fate)));
    }
    observer.onNext(out.build());
    observer.onCompleted();
  }

  private static RuntimeException invalid(String why) {
    return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
  }

  private static TxStatusResponse response(TxFate fate) {
    TxStatusResponse.Builder out = TxStatusResponse.newBuilder();
    return switch (fate) {
      case TxFate.Unknown _ -> out.setStatus("UNKNOWN").build();
      case TxFate.Pending _ -> out.setStatus("PENDING").build();
      case TxFate.Evicted _ -> out.setStatus("EVICTED").build();
      case TxFate.Rejected(int code, String log) ->
          out.setStatus("REJECTED").setExecutionCode(code).setError(log).build();
      case TxFate.Committed(long height, int index, long gas) ->
          out.setStatus("COMMITTED")
              .setHeight(height)
              .setIndex(index)
              .setGasWanted(gas)
              .setGasUsed(gas)
              .build();
    };
  }
}
