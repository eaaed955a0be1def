package metro.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.jsonrpc.Json;
import metro.jsonrpc.JsonRpcServer;
import metro.jsonrpc.MethodTable;
import metro.jsonrpc.Routes;
import metro.node.ingress.IngressLimits;
import metro.node.testing.Await;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import metro.soft.Certificate;
import metro.soft.CertificateVerifier;
import metro.state.BlockHeader;
import metro.state.Decoder;
import metro.state.MerklePath;
import metro.state.NativeCall;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RejectReason;
import metro.state.RollupId;
import metro.wire.CommitteeInfo;
import metro.wire.GetCommitteeRequest;
import metro.wire.GetReceiptRequest;
import metro.wire.GetStatusRequest;
import metro.wire.Receipt;
import metro.wire.SequencerGrpc;
import metro.wire.SubmitBatch;
import metro.wire.SubmitBatchReply;
import metro.wire.SubmitBundleReply;
import metro.wire.SubmitBundleRequest;
import metro.wire.SubmitReply;
import metro.wire.SubmitRequest;
import metro.wire.TransactionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

@Timeout(120)
final class PublicApiTest {
  private static final long P = SoloMember.P;
  private static final long A = SoloMember.A;
  private static final long B = SoloMember.B;
  private static final long GWEI = 1_000_000_000L;

  @TempDir Path directory;
  private final Wallet alice = new Wallet(1);
  private final Wallet bob = new Wallet(2);
  private final HttpClient http = HttpClient.newHttpClient();
  private SoloMember member;
  private ManagedChannel channel;

  @BeforeEach
  void start() {
    member = SoloMember.start(directory.resolve("member"));
    channel = channel(member);
  }

  @AfterEach
  void stop() {
    stopMember();
    http.close();
  }

  private void stopMember() {
    channel.shutdownNow();
    member.close();
  }

  /** Goes on with a new member in place of the usual one. */
  private void startInstead(IngressLimits limits, RpcConfig config) {
    stopMember();
    member = SoloMember.start(directory.resolve("instead"), limits, config, log -> log);
    channel = channel(member);
  }

  private static ManagedChannel channel(SoloMember member) {
    return NettyChannelBuilder.forAddress("127.0.0.1", member.api().grpcPort())
        .usePlaintext()
        .build();
  }

  private SequencerGrpc.SequencerBlockingStub grpc() {
    return SequencerGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static ByteString wire(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  private SubmitReply submit(Bytes raw) {
    return grpc().submit(SubmitRequest.newBuilder().setRaw(wire(raw)).build());
  }

  private JsonNode call(long chain, String method, Object... params) throws Exception {
    ArrayNode array = Json.array();
    for (Object p : params) {
      array.add(p instanceof JsonNode n ? n : Json.of(p));
    }
    var body = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    body.set("params", array);
    URI uri = URI.create("http://127.0.0.1:" + member.api().jsonRpcPort() + "/rpc/" + chain);
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body.toString())).build();
    return Json.mapper().readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private CompletableFuture<JsonNode> calling(long chain, String method, Object... params) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call(chain, method, params);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        Thread::startVirtualThread);
  }

  private String result(long chain, String method, Object... params) throws Exception {
    JsonNode reply = call(chain, method, params);
    assertThat(reply.has("error")).as(reply.toString()).isFalse();
    return reply.get("result").asString();
  }

  private JsonNode send(long chain, Bytes raw) throws Exception {
    return call(chain, "eth_sendRawTransaction", Hex.encode(raw.toArray()));
  }

  private void assertRefused(JsonNode reply, RejectReason reason) {
    JsonNode error = reply.get("error");
    assertThat(error).as(reply.toString()).isNotNull();
    assertThat(error.get("code").intValue()).isEqualTo(-32000);
    assertThat(error.get("message").stringValue()).isEqualTo(reason.text());
    assertThat(error.get("data").get("code").intValue()).isEqualTo(reason.code());
  }

  private JsonNode status(long chain, Bytes raw) {
    return calling(chain, "metro_getTransactionStatus", Wallet.hash(raw).toString())
        .join()
        .get("result");
  }

  private String stage(Bytes raw) {
    return status(A, raw).get("stage").stringValue();
  }

  private void awaitStage(Bytes raw, String stage) {
    Await.until(stage, () -> stage(raw).equals(stage));
  }

  private String pendingCount(long chain, Wallet wallet) {
    return calling(chain, "eth_getTransactionCount", wallet.address().toString(), "pending")
        .join()
        .get("result")
        .stringValue();
  }

  /** The usual limits with another wait for the nonces before. */
  private static IngressLimits gapWait(Duration wait) {
    return IngressLimits.defaults(2)
        .withWaits(wait, Duration.ofSeconds(120), Duration.ofSeconds(60));
  }

  @Test
  void a_wallets_transaction_is_ordered_and_found_again() throws Exception {
    Bytes raw = alice.transfer(A, 0, 1);
    String hash = Wallet.hash(raw).toString();
    assertThat(send(A, raw).get("result").stringValue()).isEqualTo(hash);
    assertThat(result(A, "eth_chainId")).isEqualTo("0x64");
    assertThat(result(A, "net_version")).isEqualTo("100");
    assertThat(result(A, "web3_clientVersion")).startsWith("metro/");
    assertThat(result(A, "eth_getTransactionCount", alice.address().toString(), "pending"))
        .isEqualTo("0x1");
    JsonNode found = call(A, "eth_getTransactionByHash", hash).get("result");
    assertThat(found.get("from").stringValue()).isEqualTo(alice.address().toString());
    assertThat(found.get("blockNumber").isNull()).isTrue();
    JsonNode status = call(A, "metro_getTransactionStatus", hash).get("result");
    assertThat(status.get("stage").stringValue()).isEqualTo("ordered");
    assertThat(status.get("position").get("rollupNumber").longValue()).isEqualTo(1);
    assertThat(call(A, "eth_getTransactionByHash", Hash.ZERO.toString()).get("result").isNull())
        .isTrue();
  }

  @Test
  void the_same_bytes_again_get_the_same_answer() throws Exception {
    Bytes raw = alice.transfer(A, 0, 1);
    SubmitReply first = submit(raw);
    SubmitReply second = submit(raw);
    assertThat(second.getOrdered().getSeq()).isEqualTo(first.getOrdered().getSeq());
    assertThat(send(A, raw).get("result").stringValue()).isEqualTo(Wallet.hash(raw).toString());
    assertThat(member.chain().view().header().itemCount()).isLessThanOrEqualTo(1);
  }

  @Test
  void refusals_speak_as_geth_does() throws Exception {
    submit(alice.transfer(A, 0, 1));
    assertRefused(send(A, alice.transfer(A, 0, 2)), RejectReason.NONCE_TOO_LOW);
    JsonNode tooHigh = send(A, alice.transfer(A, 1_000, 1));
    assertRefused(tooHigh, RejectReason.NONCE_TOO_HIGH);
    assertThat(tooHigh.get("error").get("data").get("expectedNonce").stringValue())
        .isEqualTo("0x1");
    assertRefused(send(A, new Wallet(99).transfer(A, 0, 1)), RejectReason.INSUFFICIENT_FUNDS);
    assertRefused(send(A, alice.transfer(B, 0, 1)), RejectReason.UNKNOWN_CHAIN);
    assertRefused(send(A, alice.transfer(999_999, 0, 1)), RejectReason.UNKNOWN_CHAIN);
    assertRefused(send(A, Bytes.fromHex("0x02c0")), RejectReason.MALFORMED);
    assertRefused(send(A, Bytes.wrap(new byte[200_000])), RejectReason.TOO_LARGE);
    assertRefused(send(A, Bytes.fromHex("0x7f00")), RejectReason.TYPE_NOT_SUPPORTED);
    assertThat(submit(alice.transfer(77, 0, 1)).getRefused().getCode())
        .isEqualTo(RejectReason.UNKNOWN_CHAIN.code());
    assertThat(RejectReason.NONCE_TOO_LOW.text()).isEqualTo("nonce too low");
    assertThat(RejectReason.NONCE_TOO_HIGH.text()).isEqualTo("nonce too high");
    assertThat(RejectReason.INSUFFICIENT_FUNDS.text())
        .isEqualTo("insufficient funds for gas * price + value");
    assertThat(RejectReason.UNKNOWN_CHAIN.text()).isEqualTo("invalid chain id for signer");
  }

  @Test
  void an_unknown_path_method_or_parameter_is_named() throws Exception {
    assertThat(call(A, "eth_nothing").get("error").get("code").intValue()).isEqualTo(-32601);
    assertThat(call(A, "eth_getBalance", "0x00").get("error").get("code").intValue())
        .isEqualTo(-32601);
    JsonNode missing = call(A, "eth_sendRawTransaction").get("error");
    assertThat(missing.get("message").stringValue())
        .isEqualTo("missing value for required argument transaction");
    HttpRequest unknown =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + member.api().jsonRpcPort() + "/rpc/5"))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    assertThat(http.send(unknown, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  @Test
  void a_waiting_transaction_is_replaced_and_another_cancelled() throws Exception {
    // Nothing stops waiting by itself here.
    startInstead(gapWait(Duration.ofMinutes(1)), RpcConfig.loopback(0, 0));
    Bytes first = alice.priced(B, 1, 1, 20 * GWEI);
    Bytes weak = alice.priced(B, 1, 2, 21 * GWEI);
    Bytes strong = alice.priced(B, 1, 3, 40 * GWEI);
    CompletableFuture<JsonNode> waiting =
        calling(B, "eth_sendRawTransaction", Hex.encode(first.toArray()));
    awaitStage(first, "accepted");
    assertRefused(send(B, weak), RejectReason.REPLACEMENT_UNDERPRICED);
    CompletableFuture<JsonNode> replacing =
        calling(B, "eth_sendRawTransaction", Hex.encode(strong.toArray()));
    awaitStage(strong, "accepted");
    assertRefused(waiting.join(), RejectReason.REPLACED);
    assertThat(submit(alice.transfer(B, 0, 1)).hasOrdered()).isTrue();
    assertThat(replacing.join().get("result").stringValue())
        .isEqualTo(Wallet.hash(strong).toString());
    assertThat(stage(first)).isEqualTo("refused");

    Bytes doomed = alice.transfer(A, 1, 1);
    CompletableFuture<JsonNode> fate =
        calling(A, "eth_sendRawTransaction", Hex.encode(doomed.toArray()));
    awaitStage(doomed, "accepted");
    Bytes cancel = alice.cancel(A, 1);
    assertThat(send(A, cancel).get("result").stringValue())
        .isEqualTo(Wallet.hash(cancel).toString());
    assertRefused(fate.join(), RejectReason.CANCELLED);
    assertThat(result(A, "eth_getTransactionCount", alice.address().toString(), "pending"))
        .isEqualTo("0x0");
  }

  @Test
  void a_bundle_stands_side_by_side_or_not_at_all() throws Exception {
    Bytes one = alice.transfer(A, 0, 1);
    Bytes two = alice.transfer(B, 0, 1);
    Bytes three = alice.transfer(A, 1, 1);
    SubmitBundleReply reply =
        grpc()
            .submitBundle(
                SubmitBundleRequest.newBuilder()
                    .addLegs(wire(one))
                    .addLegs(wire(two))
                    .addLegs(wire(three))
                    .build());
    var legs = reply.getOrdered().getLegsList();
    assertThat(legs).hasSize(3);
    assertThat(legs.get(1).getSeq()).isEqualTo(legs.get(0).getSeq() + 1);
    assertThat(legs.get(2).getSeq()).isEqualTo(legs.get(0).getSeq() + 2);
    assertThat(legs.get(2).getRollupIndex()).isEqualTo(1);

    String before = result(P, "eth_getBalance", bob.address().toString(), "latest");
    Bytes good = bob.transfer(A, 0, 1);
    var bundle = Json.object();
    bundle.putArray("txs").add(good.toString()).add(bob.transfer(B, 5_000, 1).toString());
    JsonNode refused = call(A, "eth_sendBundle", bundle);
    assertRefused(refused, RejectReason.NONCE_TOO_HIGH);
    assertThat(refused.get("error").get("data").get("leg").intValue()).isEqualTo(1);
    assertThat(result(P, "eth_getBalance", bob.address().toString(), "latest")).isEqualTo(before);
    assertThat(submit(good).hasOrdered()).isTrue();
  }

  @Test
  void a_bundle_that_asks_for_more_than_order_is_told_why_not() throws Exception {
    var bundle = Json.object();
    bundle.putArray("txs").add(alice.transfer(A, 0, 1).toString());
    bundle.putArray("revertingTxHashes").add(Hash.ZERO.toString());
    JsonNode error = call(A, "eth_sendBundle", bundle).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(-32602);
    assertThat(error.get("message").stringValue())
        .contains("revertingTxHashes")
        .contains("does not execute");
    bundle.putArray("revertingTxHashes");
    assertThat(call(A, "eth_sendBundle", bundle).get("result").get("bundleHash").stringValue())
        .matches("0x[0-9a-f]{64}");
    var late = Json.object().put("blockNumber", "0x1");
    late.putArray("txs").add(alice.transfer(A, 1, 1).toString());
    Await.until("height 1", () -> member.chain().height() >= 1);
    assertRefused(call(A, "eth_sendBundle", late), RejectReason.BUNDLE_EXPIRED);
  }

  @Test
  void many_transactions_go_over_one_stream() throws Exception {
    int count = 300;
    List<Wallet> wallets = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      wallets.add(new Wallet(i));
    }
    SubmitBatch.Builder batch = SubmitBatch.newBuilder().setId(7);
    for (int i = 0; i < count; i++) {
      batch.addRaw(wire(wallets.get(i % 20).transfer(A, i / 20, 1)));
    }
    Map<Integer, SubmitReply> replies = new ConcurrentHashMap<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    StreamObserver<SubmitBatch> requests =
        SequencerGrpc.newStub(channel)
            .submitStream(
                new StreamObserver<>() {
                  @Override
                  public void onNext(SubmitBatchReply reply) {
                    reply.getEntriesList().forEach(e -> replies.put(e.getIndex(), e.getReply()));
                  }

                  @Override
                  public void onError(Throwable t) {
                    done.completeExceptionally(t);
                  }

                  @Override
                  public void onCompleted() {
                    done.complete(null);
                  }
                });
    requests.onNext(batch.build());
    requests.onCompleted();
    done.get(60, TimeUnit.SECONDS);
    assertThat(replies).hasSize(count);
    assertThat(replies.values()).allMatch(SubmitReply::hasOrdered);
    assertThat(replies.values().stream().map(r -> r.getOrdered().getSeq()).distinct())
        .hasSize(count);
  }

  @Test
  void a_receipt_proves_the_transaction_under_a_certificate() throws Exception {
    SubmitReply ordered = submit(alice.transfer(A, 0, 1));
    submit(bob.transfer(A, 0, 1));
    GetReceiptRequest request =
        GetReceiptRequest.newBuilder().setTxHash(ordered.getTxHash()).setWaitMs(30_000).build();
    CompletableFuture<Receipt> waiting =
        CompletableFuture.supplyAsync(() -> grpc().getReceipt(request), Thread::startVirtualThread);
    member.certify(member.chain().height());
    Receipt receipt = waiting.get(60, TimeUnit.SECONDS);
    BlockHeader header = BlockHeader.decode(receipt.getHeader().toByteArray());
    MerklePath path = MerklePath.decode(new Decoder(receipt.getItemPath().toByteArray()));
    assertThat(path.root(Hash.of(receipt.getItemLeaf().toByteArray())))
        .contains(header.itemsRoot());
    Certificate certificate = Certificate.decode(receipt.getCertificate().toByteArray());
    assertThat(CertificateVerifier.verify(SoloMember.genesis().committee(), certificate).isValid())
        .isTrue();
    Hash parent = header.hash();
    for (ByteString next : receipt.getHeadersToCertifiedList()) {
      BlockHeader link = BlockHeader.decode(next.toByteArray());
      assertThat(link.parent()).isEqualTo(parent);
      parent = link.hash();
    }
    boolean same = certificate.header().hash().equals(header.hash());
    assertThat(same || certificate.header().parent().equals(parent)).isTrue();
    TransactionStatus status =
        grpc().getStatus(GetStatusRequest.newBuilder().setTxHash(ordered.getTxHash()).build());
    assertThat(status.getStage()).isEqualTo(TransactionStatus.Stage.CERTIFIED);
    JsonNode json =
        call(A, "metro_getReceipt", Hex.encode(ordered.getTxHash().toByteArray())).get("result");
    assertThat(json.get("certificate").stringValue())
        .isEqualTo(Hex.encode(receipt.getCertificate().toByteArray()));
  }

  @Test
  void arguments_of_the_wrong_shape_are_named() {
    assertThatThrownBy(() -> grpc().getStatus(GetStatusRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("INVALID_ARGUMENT")
        .hasMessageContaining("tx_hash has 32 bytes, not 0");
    GetReceiptRequest unknown =
        GetReceiptRequest.newBuilder().setTxHash(ByteString.copyFrom(new byte[32])).build();
    assertThatThrownBy(() -> grpc().getReceipt(unknown)).hasMessageContaining("NOT_FOUND");
  }

  @Test
  void the_committee_is_told_with_its_rollups() {
    submit(alice.transfer(A, 0, 1));
    CommitteeInfo info = grpc().getCommittee(GetCommitteeRequest.getDefaultInstance());
    assertThat(info.getChainId()).isEqualTo(P);
    assertThat(info.getLeader()).isEqualTo("solo");
    assertThat(info.getRollupsCount()).isEqualTo(3);
    assertThat(info.getRollups(0).getNamespace().size()).isEqualTo(29);
    assertThat(info.getRollups(0).getTxCount()).isEqualTo(1);
    assertThat(info.getFeePerItem()).isEqualTo(SoloMember.FEES.perItem());
  }

  @Test
  void a_wallet_can_hold_the_committees_chain_as_a_network() throws Exception {
    Wallet carol = new Wallet(50);
    Bytes pay = alice.call(P, 0, new NativeCall.Transfer(carol.address(), 5_000_000));
    assertThat(send(P, pay).get("result").stringValue()).isEqualTo(Wallet.hash(pay).toString());
    assertThat(result(P, "eth_chainId")).isEqualTo("0x" + Long.toHexString(P));
    assertThat(Long.decode(result(P, "eth_getBalance", carol.address().toString(), "latest")))
        .isEqualTo(5_000_000L * 1_000_000_000_000L);
    JsonNode receipt =
        call(P, "eth_getTransactionReceipt", Wallet.hash(pay).toString()).get("result");
    assertThat(receipt.get("status").stringValue()).isEqualTo("0x1");
    String number = receipt.get("blockNumber").stringValue();
    JsonNode block = call(P, "eth_getBlockByNumber", number, true).get("result");
    assertThat(block.get("hash")).isEqualTo(receipt.get("blockHash"));
    assertThat(block.get("transactions").get(0).get("hash").stringValue())
        .isEqualTo(Wallet.hash(pay).toString());
    long gas = Long.decode(receipt.get("gasUsed").stringValue());
    long price = Long.decode(result(P, "eth_gasPrice"));
    assertThat(gas * price).isEqualTo(SoloMember.FEES.charge(pay.length()) * 1_000_000_000_000L);
    var request = Json.object().put("to", carol.address().toString());
    assertThat(Long.decode(result(P, "eth_estimateGas", request))).isGreaterThanOrEqualTo(gas);
    assertThat(Long.decode(result(P, "eth_blockNumber"))).isPositive();
  }

  @Test
  void new_heads_of_the_committees_chain_are_heard_over_websocket() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    URI uri = URI.create("ws://127.0.0.1:" + member.api().jsonRpcPort() + "/rpc/" + P);
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                uri,
                new WebSocket.Listener() {
                  private final StringBuilder partial = new StringBuilder();

                  @Override
                  public CompletionStage<?> onText(
                      WebSocket webSocket, CharSequence data, boolean last) {
                    partial.append(data);
                    if (last) {
                      heard.add(partial.toString());
                      partial.setLength(0);
                    }
                    webSocket.request(1);
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .join();
    String subscribe =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";
    socket.sendText(subscribe, true).join();
    String id =
        Json.mapper().readTree(heard.poll(60, TimeUnit.SECONDS)).get("result").stringValue();
    submit(alice.transfer(A, 0, 1));
    JsonNode push = Json.mapper().readTree(heard.poll(60, TimeUnit.SECONDS)).get("params");
    assertThat(push.get("subscription").stringValue()).isEqualTo(id);
    assertThat(push.get("result").get("number").stringValue()).isEqualTo("0x1");
    socket.abort();
  }

  @Test
  void a_rollup_is_served_as_soon_as_it_is_registered() throws Exception {
    long fresh = 4711;
    NativeCall register =
        new NativeCall.Register(new RollupId(fresh), "fresh", PayMode.SENDER, NonceMode.WINDOW);
    assertRefused(send(A, alice.transfer(fresh, 0, 1)), RejectReason.UNKNOWN_CHAIN);
    assertThat(send(P, alice.call(P, 0, register)).has("result")).isTrue();
    assertThat(result(fresh, "eth_chainId")).isEqualTo("0x1267");
    assertThat(send(fresh, alice.transfer(fresh, 0, 1)).has("result")).isTrue();
  }

  @Test
  void the_rest_is_asked_from_the_rollups_node() throws Exception {
    MethodTable node = new MethodTable();
    node.register("eth_getBalance", c -> Json.text("0x2a"));
    node.register("eth_getTransactionCount", c -> Json.text("0x3"));
    node.register("eth_getTransactionByHash", c -> Json.nothing());
    node.register(
        "metro_getTransactionStatus",
        c -> Json.object().put("stage", "skipped").put("reason", "insufficient funds"));
    try (JsonRpcServer server =
        JsonRpcServer.start(JsonRpcServer.Config.loopback(0), Routes.everywhere(node))) {
      URI uri = URI.create("http://127.0.0.1:" + server.port());
      RpcConfig config = RpcConfig.loopback(0, 0).withRollupNodes(Map.of(new RollupId(B), uri));
      startInstead(IngressLimits.defaults(2), config);
      assertThat(result(B, "eth_getBalance", alice.address().toString(), "latest"))
          .isEqualTo("0x2a");
      // The node is not waited for long: what a busy one tells too late is left out.
      Await.until("the node's nonce is told", () -> pendingCount(B, alice).equals("0x3"));
      assertThat(call(B, "eth_nothing").get("error").get("code").intValue()).isEqualTo(-32601);
      Bytes raw = alice.transfer(B, 0, 1);
      send(B, raw);
      JsonNode status =
          Await.present(
              "the node's word is told",
              () ->
                  Optional.of(status(B, raw))
                      .filter(s -> s.get("stage").stringValue().equals("skipped")));
      assertThat(status.get("reason").stringValue()).isEqualTo("insufficient funds");
      assertThat(status.get("position").get("seq").longValue()).isPositive();
    }
  }

  @Test
  void noJsonRpcPortIsOpenedUnlessOneIsWanted() throws Exception {
    RpcConfig usual = RpcConfig.loopback(0, 0);
    RpcConfig without =
        new RpcConfig(
            usual.host(),
            usual.grpcPort(),
            OptionalInt.empty(),
            usual.tls(),
            usual.origins(),
            usual.jsonRpcLimits(),
            usual.grpcLimits(),
            usual.rollupNodes());
    try (SoloMember quiet =
        SoloMember.start(
            directory.resolve("quiet"), IngressLimits.defaults(2), without, log -> log)) {
      assertThat(quiet.api().jsonRpcPort()).isZero();
      assertThat(quiet.api().grpcPort()).isPositive();
    }
  }

  @Test
  void overload_is_told_with_a_hint_when_to_come_back() throws Exception {
    // So long the one that is parked keeps the others out.
    IngressLimits tight = gapWait(Duration.ofSeconds(10)).withInFlight(1, 1L << 20);
    startInstead(tight, RpcConfig.loopback(0, 0));
    Bytes parked = alice.transfer(B, 1, 1);
    CompletableFuture<JsonNode> waiting =
        calling(B, "eth_sendRawTransaction", Hex.encode(parked.toArray()));
    awaitStage(parked, "accepted");
    assertThatThrownBy(() -> submit(bob.transfer(B, 0, 1)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(e.getTrailers().get(Overload.RETRY_AFTER_MS)).isEqualTo("250");
            });
    JsonNode refused = send(B, bob.transfer(B, 0, 1));
    assertRefused(refused, RejectReason.OVERLOADED);
    assertThat(refused.get("error").get("data").get("retryAfterMs").intValue()).isPositive();
    assertThat(waiting.join().has("result")).isTrue();
    assertThat(submit(bob.transfer(B, 0, 1)).hasOrdered()).isTrue();
  }
}
