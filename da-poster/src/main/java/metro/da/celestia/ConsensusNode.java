package metro.da.celestia;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metro.da.DaException;
import metro.da.Limits;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceAndUsageRequest;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceAndUsageResponse;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceRequest;
import metro.da.celestia.proto.celestia.gas.GasEstimatorGrpc;
import metro.da.celestia.proto.celestia.tx.TxGrpc;
import metro.da.celestia.proto.celestia.tx.TxStatusRequest;
import metro.da.celestia.proto.celestia.tx.TxStatusResponse;
import metro.da.celestia.proto.cosmos.abci.TxResponse;
import metro.da.celestia.proto.cosmos.auth.BaseAccount;
import metro.da.celestia.proto.cosmos.auth.QueryAccountRequest;
import metro.da.celestia.proto.cosmos.bank.QueryBalanceRequest;
import metro.da.celestia.proto.cosmos.node.ConfigRequest;
import metro.da.celestia.proto.cosmos.tendermint.GetNodeInfoRequest;
import metro.da.celestia.proto.cosmos.tx.BroadcastMode;
import metro.da.celestia.proto.cosmos.tx.BroadcastTxRequest;
import metro.da.celestia.proto.cosmos.tx.ServiceGrpc;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** The gRPC of a consensus node, call by call. */
final class ConsensusNode implements AutoCloseable {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("x-token", Metadata.ASCII_STRING_MARSHALLER);
  private static final String BASE_ACCOUNT = "cosmos.auth.v1beta1.BaseAccount";
  private static final BigDecimal MAX_BALANCE = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final Pattern UTIA_PRICE = Pattern.compile("(\\d{1,20}(?:\\.\\d{1,20})?)utia");

  /** An account as the chain has it. */
  record Account(long number, long sequence) {}

  /** What the node would charge; no gas when it does not estimate that. */
  record Estimate(BigDecimal utiaPerGas, long gas) {}

  private final ManagedChannel connection;
  private final Channel channel;

  ConsensusNode(DirectConfig config) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(config.endpoint().getHost(), config.endpoint().getPort())
            .maxInboundMessageSize(Limits.MAX_TX_BYTES);
    connection =
        ("https".equals(config.endpoint().getScheme())
                ? builder.useTransportSecurity()
                : builder.usePlaintext())
            .build();
    channel =
        config
            .token()
            .map(ConsensusNode::sending)
            .<Channel>map(token -> ClientInterceptors.intercept(connection, token))
            .orElse(connection);
  }

  private static ClientInterceptor sending(String token) {
    Metadata headers = new Metadata();
    headers.put(TOKEN, token);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  /** The chain's id. */
  String chainId(Duration limit) throws DaException {
    var service = metro.da.celestia.proto.cosmos.tendermint.ServiceGrpc.newBlockingStub(channel);
    String id =
        ask(() -> within(service, limit).getNodeInfo(GetNodeInfoRequest.getDefaultInstance()))
            .getDefaultNodeInfo()
            .getNetwork();
    if (id.isEmpty()) {
      throw new DaException(DaException.Kind.BAD_ANSWER, "the node does not name its chain");
    }
    return id;
  }

  /** The account; empty when it never received anything. */
  Optional<Account> account(Address address, Duration limit) throws DaException {
    var service = metro.da.celestia.proto.cosmos.auth.QueryGrpc.newBlockingStub(channel);
    QueryAccountRequest request =
        QueryAccountRequest.newBuilder().setAddress(Bech32.encode(address)).build();
    try {
      return Optional.of(account(within(service, limit).account(request).getAccount()));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure(e);
    }
  }

  private static Account account(Any any) throws DaException {
    if (!any.getTypeUrl().endsWith("/" + BASE_ACCOUNT)) {
      throw new DaException(
          DaException.Kind.REFUSED,
          "the paying account is a " + any.getTypeUrl() + "; use a plain one");
    }
    try {
      BaseAccount base = BaseAccount.parseFrom(any.getValue());
      if (base.getAccountNumber() < 0 || base.getSequence() < 0) {
        throw new DaException(DaException.Kind.BAD_ANSWER, "account numbers of 2^63 or more");
      }
      return new Account(base.getAccountNumber(), base.getSequence());
    } catch (InvalidProtocolBufferException e) {
      throw new DaException(DaException.Kind.BAD_ANSWER, "account: " + e.getMessage(), e);
    }
  }

  /** utia of an account. */
  long balance(Address address, Duration limit) throws DaException {
    var service = metro.da.celestia.proto.cosmos.bank.QueryGrpc.newBlockingStub(channel);
    QueryBalanceRequest request =
        QueryBalanceRequest.newBuilder()
            .setAddress(Bech32.encode(address))
            .setDenom(CelestiaTx.DENOM)
            .build();
    String amount = ask(() -> within(service, limit).balance(request)).getBalance().getAmount();
    try {
      return amount.isEmpty() ? 0 : new BigDecimal(amount).min(MAX_BALANCE).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new DaException(DaException.Kind.BAD_ANSWER, "balance: " + amount, e);
    }
  }

  /** What the node takes a signed transaction for; empty when it offers no estimates. */
  Optional<Estimate> estimate(Bytes tx, Duration limit) throws DaException {
    var service = GasEstimatorGrpc.newBlockingStub(channel);
    EstimateGasPriceAndUsageRequest request =
        EstimateGasPriceAndUsageRequest.newBuilder().setTxBytes(bytes(tx)).build();
    try {
      EstimateGasPriceAndUsageResponse answer =
          within(service, limit).estimateGasPriceAndUsage(request);
      return Optional.of(
          new Estimate(price(answer.getEstimatedGasPrice()), answer.getEstimatedGasUsed()));
    } catch (StatusRuntimeException e) {
      if (isOutage(e)) {
        throw failure(e);
      }
      return estimate(limit);
    }
  }

  /** A simulation fails for an account that cannot pay; the price alone is known all the same. */
  private Optional<Estimate> estimate(Duration limit) throws DaException {
    var service = GasEstimatorGrpc.newBlockingStub(channel);
    try {
      EstimateGasPriceRequest request = EstimateGasPriceRequest.getDefaultInstance();
      double price = within(service, limit).estimateGasPrice(request).getEstimatedGasPrice();
      return Optional.of(new Estimate(price(price), 0));
    } catch (StatusRuntimeException e) {
      if (isOutage(e)) {
        throw failure(e);
      }
      return Optional.empty();
    }
  }

  private static BigDecimal price(double utia) throws DaException {
    if (!Double.isFinite(utia) || utia < 0) {
      throw new DaException(DaException.Kind.BAD_ANSWER, "estimated gas price: " + utia);
    }
    return BigDecimal.valueOf(utia);
  }

  /** The least this node takes for gas, where it says so. */
  Optional<BigDecimal> minUtiaPerGas(Duration limit) throws DaException {
    var service = metro.da.celestia.proto.cosmos.node.ServiceGrpc.newBlockingStub(channel);
    try {
      String text =
          within(service, limit).config(ConfigRequest.getDefaultInstance()).getMinimumGasPrice();
      Matcher matcher = UTIA_PRICE.matcher(text);
      return matcher.find() ? Optional.of(new BigDecimal(matcher.group(1))) : Optional.empty();
    } catch (StatusRuntimeException e) {
      if (isOutage(e)) {
        throw failure(e);
      }
      return Optional.empty();
    }
  }

  /** Hands over a BlobTx; the answer is that of the node's check. */
  TxResponse broadcast(Bytes blobTx, Duration limit) throws DaException {
    var service = ServiceGrpc.newBlockingStub(channel);
    BroadcastTxRequest request =
        BroadcastTxRequest.newBuilder()
            .setTxBytes(bytes(blobTx))
            .setMode(BroadcastMode.BROADCAST_MODE_SYNC)
            .build();
    return ask(() -> within(service, limit).broadcastTx(request)).getTxResponse();
  }

  /** What became of a transaction. */
  TxStatusResponse status(Hash txHash, Duration limit) throws DaException {
    var service = TxGrpc.newBlockingStub(channel);
    TxStatusRequest request =
        TxStatusRequest.newBuilder().setTxId(JsonFields.upperHex(txHash.bytes())).build();
    return ask(() -> within(service, limit).txStatus(request));
  }

  private static ByteString bytes(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.arrayForReading());
  }

  private static <S extends AbstractBlockingStub<S>> S within(S stub, Duration limit) {
    return stub.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static <T> T ask(Supplier<T> call) throws DaException {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw failure(e);
    }
  }

  private static boolean isOutage(StatusRuntimeException e) {
    return switch (e.getStatus().getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, UNAUTHENTICATED -> true;
      default -> false;
    };
  }

  private static DaException failure(StatusRuntimeException e) {
    DaException.Kind kind =
        switch (e.getStatus().getCode()) {
          case DEADLINE_EXCEEDED -> DaException.Kind.TIMEOUT;
          case UNAVAILABLE, CANCELLED, INTERNAL -> DaException.Kind.UNAVAILABLE;
          case NOT_FOUND -> DaException.Kind.NOT_FOUND;
          default -> DaException.Kind.REFUSED;
        };
    return new DaException(kind, "consensus node: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }
}
