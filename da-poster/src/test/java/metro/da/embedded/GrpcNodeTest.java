package metro.da.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.DaHeight;
import metro.da.Limits;
import metro.da.celestia.BlobTx;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.CelestiaTx;
import metro.da.celestia.Gas;
import metro.da.celestia.JsonFields;
import metro.da.celestia.Namespace;
import metro.da.celestia.proto.celestia.gas.EstimateGasPriceAndUsageRequest;
import metro.da.celestia.proto.celestia.gas.GasEstimatorGrpc;
import metro.da.celestia.proto.celestia.tx.TxGrpc;
import metro.da.celestia.proto.celestia.tx.TxStatusBatchRequest;
import metro.da.celestia.proto.cosmos.abci.TxResponse;
import metro.da.celestia.proto.cosmos.tendermint.GetLatestBlockRequest;
import metro.da.celestia.proto.cosmos.tendermint.GetNodeInfoRequest;
import metro.da.celestia.proto.cosmos.tendermint.ServiceGrpc;
import metro.da.celestia.proto.cosmos.tx.GetTxRequest;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Span;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.state.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signed transactions over gRPC: accounts, fees, sequences, and what the network would refuse. */
@Timeout(120)
final class GrpcNodeTest {
  private static final Namespace ALPHA = Namespace.v0(new byte[] {10, 1});
  private static final BigDecimal PRICE = new BigDecimal("0.004");

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private SteppedDa start(EmbeddedDaConfig config) {
    SteppedDa da = new SteppedDa(config.servingGrpc(0));
    open.add(da);
    return da;
  }

  private SteppedDa start() {
    return start(EmbeddedDaConfig.in(directory));
  }

  private ConsensusClient client(SteppedDa da, int seed) {
    ConsensusClient client = new ConsensusClient(da.da, seed);
    open.add(client);
    return client;
  }

  @Test
  void aSignedTransactionIsPendingThenCommittedAndPaidFor() throws Exception {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    long before = alice.balance();
    Blob blob = Blob.signed(ALPHA, alice.key.address(), random(1, 5_000));
    CelestiaTx paid = alice.tx(0, blob);
    BlobTx tx = alice.sign(paid);

    assertThat(alice.status(tx).getStatus()).isEqualTo("UNKNOWN");
    TxResponse taken = alice.broadcast(tx);
    assertThat(taken.getCode()).as(taken.getRawLog()).isZero();
    assertThat(taken.getTxhash())
        .isEqualTo(JsonFields.upperHex(Sha256.hash(tx.tx().arrayForReading()).bytes()));
    assertThat(alice.status(tx).getStatus()).isEqualTo("PENDING");
    assertThat(alice.account().getSequence()).isZero();

    long height = da.step();
    assertThat(alice.status(tx).getStatus()).isEqualTo("COMMITTED");
    assertThat(alice.status(tx).getHeight()).isEqualTo(height);
    assertThat(alice.account().getSequence()).isEqualTo(1);
    assertThat(alice.balance()).isEqualTo(before - paid.feeUtia());
    assertThat(
            metro.da.celestia.proto.cosmos.tx.ServiceGrpc.newBlockingStub(alice.channel)
                .getTx(GetTxRequest.newBuilder().setHash(taken.getTxhash()).build())
                .getTxResponse()
                .getHeight())
        .isEqualTo(height);
    try (var layer = da.da.layer()) {
      var header = layer.header(new DaHeight(height), SteppedDa.TIMEOUT);
      assertThat(layer.read(header, ALPHA, SteppedDa.TIMEOUT).blobs()).containsExactly(blob);
    }
  }

  @Test
  void theSameBytesAreIncludedAtMostOnce() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    BlobTx tx = alice.sign(alice.tx(0, blob(1, 100)));
    assertThat(alice.broadcast(tx).getCode()).isZero();
    TxResponse again = alice.broadcast(tx);
    assertThat(again.getCode()).isEqualTo(19);
    assertThat(again.getRawLog()).isEqualTo("tx already in mempool");
    da.step();
    TxResponse late = alice.broadcast(tx);
    assertThat(late.getCode()).isEqualTo(32);
    assertThat(late.getCodespace()).isEqualTo("sdk");
    assertThat(late.getRawLog())
        .isEqualTo("account sequence mismatch, expected 1, got 0: incorrect account sequence");
  }

  @Test
  void whatTheNetworkWouldRefuseHasItsCode() {
    SteppedDa da =
        start(
            EmbeddedDaConfig.in(directory)
                .squaresTo(8)
                .strict()
                .funding(Map.of(address(1), 1_000_000L, address(2), 100L)));
    ConsensusClient alice = client(da, 1);
    ConsensusClient poor = client(da, 2);
    Blob small = blob(1, 100);
    long gas = Gas.estimate(List.of(small));
    long fee = Gas.feeUtia(gas, PRICE);

    assertThat(alice.broadcast(alice.sign(alice.tx(7, small))).getRawLog())
        .isEqualTo("account sequence mismatch, expected 0, got 7: incorrect account sequence");
    assertCode(alice, alice.sign(new CelestiaTx(0, gas, fee - 1, 0, List.of(small))), 13);
    assertCode(alice, alice.sign(new CelestiaTx(0, gas - 1, fee, 0, List.of(small))), 13);
    assertCode(alice, alice.sign(alice.tx(0, small), 99), 4);
    assertCode(poor, poor.sign(poor.tx(0, small)), 5);
    ConsensusClient stranger = client(da, 3);
    assertCode(stranger, stranger.sign(stranger.tx(0, small), 0), 9);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(stranger::account)
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    da.step();
    da.step();
    assertThat(alice.broadcast(alice.sign(alice.tx(0, 100, 2, small))).getRawLog())
        .isEqualTo("block height: 3, timeout height: 2: tx timeout height");
    assertCode(alice, alice.sign(alice.tx(0, Blob.signed(ALPHA, address(2), random(1, 9)))), 11140);
    assertCode(alice, alice.sign(alice.tx(0, blob(1, 40_000))), 11139);
    BlobTx signed = alice.sign(alice.tx(0, small));
    assertCode(alice, new BlobTx(signed.tx(), List.of(blob(2, 100))), 11116);
    assertCode(alice, new BlobTx(signed.tx(), List.of(blob(1, 101))), 11113);
    Blob elsewhere = Blob.unsigned(Namespace.v0(new byte[] {10, 2}), small.data());
    assertCode(alice, new BlobTx(signed.tx(), List.of(elsewhere)), 11127);
    assertThat(alice.broadcast(random(5, 300)).getCode()).isEqualTo(11128);
    assertThat(alice.broadcast(signed).getCode()).isZero();
  }

  private static void assertCode(ConsensusClient client, BlobTx tx, int code) {
    TxResponse response = client.broadcast(tx);
    assertThat(response.getCode()).as(response.getRawLog()).isEqualTo(code);
  }

  @Test
  void aTransactionOfMoreThanEightMebibytesIsTooLarge() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    assertCode(alice, alice.sign(alice.tx(0, blob(1, Limits.MAX_BLOB_BYTES))), 21);
    BlobTx most = alice.sign(alice.tx(0, blob(1, Limits.MAX_BLOB_BYTES - 1_000)));
    assertThat(most.encode().length()).isLessThanOrEqualTo(Limits.MAX_TX_BYTES);
    assertCode(alice, most, 11139); // a square of width 128 has 8 MiB, all its headers counted
  }

  @Test
  void aTimeoutHeightEndsATransactionForEver() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    BlobTx tx = alice.sign(alice.tx(0, 100, 2, blob(1, 100)));
    da.da.faults().set(new Fault.FullBlocks(), new Span.NextBlocks(1));
    assertThat(alice.broadcast(tx).getCode()).isZero();
    da.step(); // height 2, full
    assertThat(alice.status(tx).getStatus()).isEqualTo("PENDING");
    da.step();
    assertThat(alice.status(tx).getStatus()).isEqualTo("REJECTED");
    assertThat(alice.status(tx).getExecutionCode()).isEqualTo(30);
    assertThat(alice.account().getSequence()).isZero();
    assertThat(alice.broadcast(alice.sign(alice.tx(0, blob(1, 100)))).getCode()).isZero();
  }

  @Test
  void whoWaitsTooLongIsEvictedAndMayComeAgain() {
    SteppedDa da = start(EmbeddedDaConfig.in(directory).taking(PRICE, 3));
    ConsensusClient alice = client(da, 1);
    BlobTx first = alice.sign(alice.tx(0, blob(1, 100)));
    da.da.faults().set(new Fault.FullBlocks());
    assertThat(alice.broadcast(first).getCode()).isZero();
    for (int i = 0; i < 3; i++) {
      da.step();
    }
    assertThat(alice.status(first).getStatus()).isEqualTo("PENDING");
    da.step();
    assertThat(alice.status(first).getStatus()).isEqualTo("EVICTED");
    da.da.faults().clear();
    assertThat(alice.broadcast(first).getCode()).isZero();
    da.step();
    assertThat(alice.status(first).getStatus()).isEqualTo("COMMITTED");
  }

  @Test
  void dearerTransactionsGoFirstAndAnAccountsOwnInOrder() {
    SteppedDa da = start(EmbeddedDaConfig.in(directory).squaresTo(4));
    ConsensusClient alice = client(da, 1);
    ConsensusClient bob = client(da, 2);
    BlobTx cheapFirst = alice.sign(alice.tx(0, 200, 0, blob(1, 1_400)));
    BlobTx dearSecond = alice.sign(alice.tx(1, 10, 0, blob(2, 1_400)));
    BlobTx middling = bob.sign(bob.tx(0, 100, 0, blob(3, 6_000)));
    for (BlobTx tx : List.of(cheapFirst, dearSecond, middling)) {
      TxResponse response = alice.broadcast(tx);
      assertThat(response.getCode()).as(response.getRawLog()).isZero();
    }
    long one = da.step();
    long two = da.step();
    assertThat(alice.status(middling).getHeight()).isEqualTo(one);
    assertThat(alice.status(cheapFirst).getHeight()).isEqualTo(two);
    assertThat(alice.status(dearSecond).getHeight()).isEqualTo(two);
    assertThat(alice.status(dearSecond).getIndex()).isEqualTo(1);
  }

  @Test
  void aFullMempoolTakesOnlyDearerOnesAndDropsTheCheapest() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    ConsensusClient bob = client(da, 2);
    long number = alice.account().getAccountNumber();
    BlobTx last = alice.sign(alice.tx(0, blob(0, 1)), number);
    for (int i = 0; i < Mempool.MAX_TXS; i++) {
      last = alice.sign(alice.tx(i, blob(1, 1)), number);
      assertThat(alice.broadcast(last).getCode()).isZero();
    }
    TxResponse refused = bob.broadcast(bob.sign(bob.tx(0, 200, 0, blob(1, 1))));
    assertThat(refused.getCode()).isEqualTo(20);
    assertThat(refused.getRawLog()).startsWith("mempool is full: number of txs 1000 (max: 1000)");
    assertThat(bob.broadcast(bob.sign(bob.tx(0, 10, 0, blob(1, 1)))).getCode()).isZero();
    assertThat(alice.status(last).getStatus()).isEqualTo("EVICTED");
  }

  @Test
  void accountsAndTransactionsSurviveARestart() throws Exception {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    BlobTx tx = alice.sign(alice.tx(0, blob(1, 100)));
    assertThat(alice.broadcast(tx).getCode()).isZero();
    long height = da.step();
    var account = alice.account();
    long balance = alice.balance();
    close();
    open.clear();
    ConsensusClient again = client(start(), 1);
    assertThat(again.account()).isEqualTo(account);
    assertThat(again.balance()).isEqualTo(balance);
    assertThat(again.status(tx).getHeight()).isEqualTo(height);
  }

  @Test
  void anotherValidatorMayIncludeWhatThisNodeHasEvicted() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    BlobTx tx = alice.sign(alice.tx(0, blob(1, 100)));
    da.da.faults().next(1, new Fault.EvictedThenIncluded(2));
    assertThat(alice.broadcast(tx).getCode()).isZero();
    long evicted = da.step();
    assertThat(alice.status(tx).getStatus()).isEqualTo("EVICTED");
    assertThat(alice.account().getSequence()).isZero();
    da.step();
    assertThat(alice.status(tx).getStatus()).isEqualTo("EVICTED");
    da.step();
    assertThat(alice.status(tx).getStatus()).isEqualTo("COMMITTED");
    assertThat(alice.status(tx).getHeight()).isEqualTo(evicted + 2);
  }

  @Test
  void aBroadcastMayTimeOutAndBeIncluded() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    BlobTx tx = alice.sign(alice.tx(0, blob(1, 100)));
    da.da.faults().next(1, new Fault.TimedOutButIncluded());
    assertStatus(Status.Code.DEADLINE_EXCEEDED, () -> alice.broadcast(tx));
    da.step();
    assertThat(alice.status(tx).getStatus()).isEqualTo("COMMITTED");
  }

  @Test
  void faultsOfTheConnectionHitTheCallsTheyAreSetFor() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    BlobTx tx = alice.sign(alice.tx(0, blob(1, 100)));
    da.da.faults().next(1, new Fault.Down(Fault.Calls.SUBMISSIONS));
    da.da.faults().next(1, new Fault.ServerError(Fault.Calls.READS, 500));
    assertStatus(Status.Code.INTERNAL, alice::account);
    assertStatus(Status.Code.UNAVAILABLE, () -> alice.broadcast(tx));
    da.da.faults().next(1, new Fault.SequenceMismatch());
    da.da.faults().next(1, new Fault.TooLarge());
    assertCode(alice, tx, 32);
    assertCode(alice, tx, 21);
    assertCode(alice, tx, 0);
  }

  private static void assertStatus(Status.Code code, Runnable call) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  @Test
  void gasStatusesAndTheNewestBlockAreTold() {
    SteppedDa da = start();
    ConsensusClient alice = client(da, 1);
    BlobTx tx = alice.sign(alice.tx(0, blob(1, 5_000)));
    var estimate =
        GasEstimatorGrpc.newBlockingStub(alice.channel)
            .estimateGasPriceAndUsage(
                EstimateGasPriceAndUsageRequest.newBuilder()
                    .setTxBytes(ByteString.copyFrom(tx.tx().arrayForReading()))
                    .build());
    assertThat(estimate.getEstimatedGasUsed()).isEqualTo(Gas.estimate(tx.blobs()));
    assertThat(estimate.getEstimatedGasPrice()).isEqualTo(0.004);
    var blocks = ServiceGrpc.newBlockingStub(alice.channel);
    assertThat(
            blocks
                .getNodeInfo(GetNodeInfoRequest.getDefaultInstance())
                .getDefaultNodeInfo()
                .getNetwork())
        .isEqualTo("metro-da");
    da.step();
    da.step();
    assertThat(newest(blocks)).isEqualTo(3);
    da.da.faults().next(1, new Fault.LaggingHead(2));
    assertThat(newest(blocks)).isEqualTo(1);
    var statuses = TxGrpc.newBlockingStub(alice.channel);
    TxStatusBatchRequest.Builder batch = TxStatusBatchRequest.newBuilder();
    for (int i = 0; i < GrpcTxStatusService.MAX_BATCH; i++) {
      batch.addTxIds("00".repeat(32));
    }
    assertThat(statuses.txStatusBatch(batch.build()).getStatusesCount()).isEqualTo(20);
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        () -> statuses.txStatusBatch(batch.addTxIds("00".repeat(32)).build()));
  }

  private static long newest(ServiceGrpc.ServiceBlockingStub blocks) {
    return blocks
        .getLatestBlock(GetLatestBlockRequest.getDefaultInstance())
        .getSdkBlock()
        .getHeader()
        .getHeight();
  }

  private static Address address(int seed) {
    byte[] secret = new byte[32];
    secret[31] = (byte) seed;
    return new CelestiaKey(secret).address();
  }

  private static Blob blob(long seed, int size) {
    return Blob.unsigned(ALPHA, random(seed, size));
  }

  private static Bytes random(long seed, int size) {
    byte[] data = new byte[size];
    new SplittableRandom(seed).nextBytes(data);
    return Bytes.wrap(data);
  }
}
