package metro.da.embedded;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.HexFormat;
import java.util.Optional;
import metro.da.celestia.BlobTx;
import metro.da.celestia.JsonFields;
import metro.da.celestia.proto.cosmos.abci.GasInfo;
import metro.da.celestia.proto.cosmos.abci.TxResponse;
import metro.da.celestia.proto.cosmos.tx.BroadcastMode;
import metro.da.celestia.proto.cosmos.tx.BroadcastTxRequest;
import metro.da.celestia.proto.cosmos.tx.BroadcastTxResponse;
import metro.da.celestia.proto.cosmos.tx.GetTxRequest;
import metro.da.celestia.proto.cosmos.tx.GetTxResponse;
import metro.da.celestia.proto.cosmos.tx.ServiceGrpc;
import metro.da.celestia.proto.cosmos.tx.SimulateRequest;
import metro.da.celestia.proto.cosmos.tx.SimulateResponse;
import metro.da.embedded.faults.Fault;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;

/** cosmos.tx.v1beta1.Service: admission to the mempool and looking a transaction up. */
final class GrpcTxService extends ServiceGrpc.ServiceImplBase {
  private final EmbeddedChain chain;
  private final NodeView node;

  GrpcTxService(EmbeddedChain chain, NodeView node) {
    this.chain = chain;
    this.node = node;
  }

  @Override
  public void broadcastTx(
      BroadcastTxRequest request, StreamObserver<BroadcastTxResponse> observer) {
    if (request.getMode() == BroadcastMode.BROADCAST_MODE_BLOCK
        || request.getMode() == BroadcastMode.BROADCAST_MODE_UNSPECIFIED) {
      observer.onError(
          Status.INVALID_ARGUMENT
              .withDescription("unsupported return type; supported types: sync, async")
              .asRuntimeException());
      return;
    }
    TxResponse response = admit(Bytes.wrap(request.getTxBytes().toByteArray()));
    boolean taken = response.getCode() == 0;
    if (taken && node.faults().strike(Fault.TimedOutButIncluded.class).isPresent()) {
      observer.onError(
          Status.DEADLINE_EXCEEDED
              .withDescription("context deadline exceeded")
              .asRuntimeException());
      return;
    }
    observer.onNext(BroadcastTxResponse.newBuilder().setTxResponse(response).build());
    observer.onCompleted();
  }

  private TxResponse admit(Bytes bytes) {
    TxResponse.Builder response =
        TxResponse.newBuilder().setTxhash(hex(Sha256.hash(bytes.arrayForReading())));
    try {
      PayTx tx = PayTx.decode(bytes);
      response.setTxhash(hex(tx.hash())).setGasWanted(tx.gas());
      chain.offer(tx);
    } catch (RefusedException e) {
      response.setCode(e.code()).setCodespace(e.codespace()).setRawLog(e.reason());
    }
    return response.build();
  }

  @Override
  public void getTx(GetTxRequest request, StreamObserver<GetTxResponse> observer) {
    Optional<Hash> hash = hash(request.getHash());
    if (hash.map(chain::fate).orElse(new TxFate.Unknown())
        instanceof TxFate.Committed(long height, int _, long gas)) {
      TxResponse response =
          TxResponse.newBuilder()
              .setHeight(height)
              .setTxhash(hex(hash.orElseThrow()))
              .setGasWanted(gas)
              .setGasUsed(gas)
              .build();
      observer.onNext(GetTxResponse.newBuilder().setTxResponse(response).build());
      observer.onCompleted();
    } else {
      observer.onError(
          Status.NOT_FOUND
              .withDescription("tx not found: " + request.getHash())
              .asRuntimeException());
    }
  }

  @Override
  public void simulate(SimulateRequest request, StreamObserver<SimulateResponse> observer) {
    GrpcGasService.gasOf(Bytes.wrap(request.getTxBytes().toByteArray()))
        .ifPresentOrElse(
            gas -> {
              observer.onNext(
                  SimulateResponse.newBuilder()
                      .setGasInfo(GasInfo.newBuilder().setGasUsed(gas))
                      .build());
              observer.onCompleted();
            },
            () -> observer.onError(GrpcGasService.noTransaction()));
  }

  /** Sixty-four hexadecimal digits, with or without 0x; nothing when it is something else. */
  static Optional<Hash> hash(String text) {
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    try {
      byte[] raw = HexFormat.of().parseHex(digits);
      return raw.length == Hash.SIZE ? Optional.of(Hash.of(raw)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static String hex(Hash hash) {
    return JsonFields.upperHex(hash.bytes());
  }

  /** The transaction without its blobs, whether they came or not. */
  static Bytes inner(Bytes bytes) {
    return BlobTx.isBlobTx(bytes) ? BlobTx.decode(bytes).tx() : bytes;
  }
}
