package metro.da.embedded;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.Optional;
import metro.da.DaException;
import metro.da.celestia.Bech32;
import metro.da.celestia.CelestiaTx;
import metro.da.celestia.CometHeader;
import metro.da.celestia.proto.cosmos.auth.BaseAccount;
import metro.da.celestia.proto.cosmos.auth.QueryAccountRequest;
import metro.da.celestia.proto.cosmos.auth.QueryAccountResponse;
import metro.da.celestia.proto.cosmos.bank.QueryBalanceRequest;
import metro.da.celestia.proto.cosmos.bank.QueryBalanceResponse;
import metro.da.celestia.proto.cosmos.base.Coin;
import metro.da.celestia.proto.cosmos.crypto.PubKey;
import metro.da.celestia.proto.cosmos.node.ConfigRequest;
import metro.da.celestia.proto.cosmos.node.ConfigResponse;
import metro.da.celestia.proto.cosmos.tendermint.Block;
import metro.da.celestia.proto.cosmos.tendermint.GetLatestBlockRequest;
import metro.da.celestia.proto.cosmos.tendermint.GetLatestBlockResponse;
import metro.da.celestia.proto.cosmos.tendermint.GetNodeInfoRequest;
import metro.da.celestia.proto.cosmos.tendermint.GetNodeInfoResponse;
import metro.da.celestia.proto.cosmos.tendermint.GetSyncingRequest;
import metro.da.celestia.proto.cosmos.tendermint.GetSyncingResponse;
import metro.da.celestia.proto.cosmos.tendermint.Header;
import metro.da.celestia.proto.cosmos.tendermint.VersionInfo;
import metro.da.celestia.proto.tendermint.DefaultNodeInfo;
import metro.ethereum.Address;

/** Queries of the chain's state over gRPC: accounts, balances, the newest block, the network. */
final class GrpcStateServices {
  private GrpcStateServices() {}

  /** cosmos.auth.v1beta1.Query. */
  static BindableService accounts(EmbeddedChain chain) {
    return new metro.da.celestia.proto.cosmos.auth.QueryGrpc.QueryImplBase() {
      @Override
      public void account(
          QueryAccountRequest request, StreamObserver<QueryAccountResponse> observer) {
        Optional<Address> address = address(request.getAddress());
        Optional<Account> account = address.flatMap(chain::account);
        if (account.isEmpty()) {
          observer.onError(
              Status.NOT_FOUND
                  .withDescription("account " + request.getAddress() + " not found")
                  .asRuntimeException());
          return;
        }
        observer.onNext(
            QueryAccountResponse.newBuilder()
                .setAccount(
                    any(
                        "cosmos.auth.v1beta1.BaseAccount",
                        base(request.getAddress(), account.get()).toByteString()))
                .build());
        observer.onCompleted();
      }
    };
  }

  private static BaseAccount base(String address, Account account) {
    BaseAccount.Builder out =
        BaseAccount.newBuilder()
            .setAddress(address)
            .setAccountNumber(account.number())
            .setSequence(account.sequence());
    if (!account.publicKey().isEmpty()) {
      ByteString key = ByteString.copyFrom(account.publicKey().arrayForReading());
      out.setPubKey(
          any(
              "cosmos.crypto.secp256k1.PubKey",
              PubKey.newBuilder().setKey(key).build().toByteString()));
    }
    return out.build();
  }

  private static Any any(String type, ByteString value) {
    return Any.newBuilder().setTypeUrl("/" + type).setValue(value).build();
  }

  private static Optional<Address> address(String text) {
    try {
      return Optional.of(Bech32.decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** cosmos.bank.v1beta1.Query. */
  static BindableService balances(EmbeddedChain chain) {
    return new metro.da.celestia.proto.cosmos.bank.QueryGrpc.QueryImplBase() {
      @Override
      public void balance(
          QueryBalanceRequest request, StreamObserver<QueryBalanceResponse> observer) {
        long utia =
            address(request.getAddress())
                .filter(_ -> request.getDenom().equals(CelestiaTx.DENOM))
                .flatMap(chain::account)
                .map(Account::balanceUtia)
                .orElse(0L);
        observer.onNext(
            QueryBalanceResponse.newBuilder()
                .setBalance(
                    Coin.newBuilder().setDenom(request.getDenom()).setAmount(Long.toString(utia)))
                .build());
        observer.onCompleted();
      }
    };
  }

  /** cosmos.base.tendermint.v1beta1.Service. */
  static BindableService blocks(EmbeddedDaConfig config, NodeView node) {
    return new metro.da.celestia.proto.cosmos.tendermint.ServiceGrpc.ServiceImplBase() {
      @Override
      public void getNodeInfo(
          GetNodeInfoRequest request, StreamObserver<GetNodeInfoResponse> observer) {
        observer.onNext(
            GetNodeInfoResponse.newBuilder()
                .setDefaultNodeInfo(
                    DefaultNodeInfo.newBuilder()
                        .setNetwork(config.chainId())
                        .setMoniker("metro-da"))
                .setApplicationVersion(
                    VersionInfo.newBuilder().setName("metro-da").setAppName("metro"))
                .build());
        observer.onCompleted();
      }

      @Override
      public void getSyncing(
          GetSyncingRequest request, StreamObserver<GetSyncingResponse> observer) {
        observer.onNext(GetSyncingResponse.getDefaultInstance());
        observer.onCompleted();
      }

      @Override
      public void getLatestBlock(
          GetLatestBlockRequest request, StreamObserver<GetLatestBlockResponse> observer) {
        try {
          observer.onNext(
              GetLatestBlockResponse.newBuilder()
                  .setSdkBlock(Block.newBuilder().setHeader(header(node.head().header())))
                  .build());
          observer.onCompleted();
        } catch (DaException e) {
          observer.onError(Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException());
        }
      }
    };
  }

  private static Header header(CometHeader header) {
    Instant time = header.time();
    return Header.newBuilder()
        .setChainId(header.chainId())
        .setHeight(header.height())
        .setTime(Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()))
        .setDataHash(ByteString.copyFrom(header.dataHash().arrayForReading()))
        .build();
  }

  /** cosmos.base.node.v1beta1.Service. */
  static BindableService nodeConfig(EmbeddedDaConfig config) {
    return new metro.da.celestia.proto.cosmos.node.ServiceGrpc.ServiceImplBase() {
      @Override
      public void config(ConfigRequest request, StreamObserver<ConfigResponse> observer) {
        String price = config.blocks().minUtiaPerGas().setScale(18).toPlainString();
        observer.onNext(
            ConfigResponse.newBuilder().setMinimumGasPrice(price + CelestiaTx.DENOM).build());
        observer.onCompleted();
      }
    };
  }
}
