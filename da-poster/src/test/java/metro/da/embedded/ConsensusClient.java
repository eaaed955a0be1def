package metro.da.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import metro.da.Blob;
import metro.da.Limits;
import metro.da.celestia.Bech32;
import metro.da.celestia.BlobTx;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.CelestiaTx;
import metro.da.celestia.Gas;
import metro.da.celestia.JsonFields;
import metro.da.celestia.proto.celestia.tx.TxGrpc;
import metro.da.celestia.proto.celestia.tx.TxStatusRequest;
import metro.da.celestia.proto.celestia.tx.TxStatusResponse;
import metro.da.celestia.proto.cosmos.abci.TxResponse;
import metro.da.celestia.proto.cosmos.auth.BaseAccount;
import metro.da.celestia.proto.cosmos.auth.QueryAccountRequest;
import metro.da.celestia.proto.cosmos.bank.QueryBalanceRequest;
import metro.da.celestia.proto.cosmos.tx.BroadcastMode;
import metro.da.celestia.proto.cosmos.tx.BroadcastTxRequest;
import metro.da.celestia.proto.cosmos.tx.ServiceGrpc;
import metro.ethereum.Bytes;

/** One account that talks gRPC to the layer, with stubs only. */
final class ConsensusClient implements AutoCloseable {
  final CelestiaKey key;
  final ManagedChannel channel;

  ConsensusClient(EmbeddedDa da, int seed) {
    byte[] secret = new byte[32];
    secret[31] = (byte) seed;
    this.key = new CelestiaKey(secret);
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", da.grpcPort().orElseThrow())
            .usePlaintext()
            .maxInboundMessageSize(Limits.MAX_REQUEST_BYTES)
            .build();
  }

  String address() {
    return Bech32.encode(key.address());
  }

  BaseAccount account() {
    var request = QueryAccountRequest.newBuilder().setAddress(address()).build();
    var stub = metro.da.celestia.proto.cosmos.auth.QueryGrpc.newBlockingStub(channel);
    try {
      return BaseAccount.parseFrom(stub.account(request).getAccount().getValue());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  long balance() {
    var request = QueryBalanceRequest.newBuilder().setAddress(address()).setDenom("utia").build();
    var stub = metro.da.celestia.proto.cosmos.bank.QueryGrpc.newBlockingStub(channel);
    return Long.parseLong(stub.balance(request).getBalance().getAmount());
  }

  /** At 0.01 utia for each gas, for any height. */
  CelestiaTx tx(long sequence, Blob... blobs) {
    return tx(sequence, 100, 0, blobs);
  }

  CelestiaTx tx(long sequence, int gasPerUtia, long timeoutHeight, Blob... blobs) {
    long gas = Gas.estimate(List.of(blobs));
    return new CelestiaTx(
        sequence, gas, Math.ceilDiv(gas, gasPerUtia), timeoutHeight, List.of(blobs));
  }

  BlobTx sign(CelestiaTx tx) {
    return sign(tx, account().getAccountNumber());
  }

  BlobTx sign(CelestiaTx tx, long number) {
    return new BlobTx(tx.sign(key, "metro-da", number), tx.blobs());
  }

  TxResponse broadcast(BlobTx tx) {
    return broadcast(tx.encode());
  }

  TxResponse broadcast(Bytes bytes) {
    return ServiceGrpc.newBlockingStub(channel)
        .broadcastTx(
            BroadcastTxRequest.newBuilder()
                .setTxBytes(ByteString.copyFrom(bytes.arrayForReading()))
                .setMode(BroadcastMode.BROADCAST_MODE_SYNC)
                .build())
        .getTxResponse();
  }

  TxStatusResponse status(BlobTx tx) {
    String id = JsonFields.upperHex(tx.hash().bytes());
    return TxGrpc.newBlockingStub(channel)
        .txStatus(TxStatusRequest.newBuilder().setTxId(id).build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
