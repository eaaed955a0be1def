package metro.da.embedded;

import static metro.da.embedded.SteppedDa.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.Limits;
import metro.da.SubmitResult;
import metro.da.Vectors;
import metro.da.VerifiedNamespace;
import metro.da.celestia.Bech32;
import metro.da.celestia.CelestiaClient;
import metro.da.celestia.CelestiaClientConfig;
import metro.da.celestia.CelestiaHeader;
import metro.da.celestia.CelestiaLayer;
import metro.da.celestia.CommitmentProof;
import metro.da.celestia.Gas;
import metro.da.celestia.JsonFields;
import metro.da.celestia.Namespace;
import metro.da.celestia.NamespaceData;
import metro.da.celestia.ShareCommitment;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Span;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
final class EmbeddedDaTest {
  private static final Namespace ALPHA = Namespace.v0(new byte[] {10, 1});
  private static final Namespace BETA = Namespace.v0(new byte[] {10, 2});
  private static final Namespace GAMMA = Namespace.v0(new byte[] {10, 3});
  private static final Address PAYER = EmbeddedDa.defaultPayer();

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private SteppedDa stepped;
  private CelestiaLayer client;

  @BeforeEach
  void start() {
    stepped = new SteppedDa(directory);
    client = new CelestiaClient(CelestiaClientConfig.at(stepped.da.endpoint()));
  }

  @AfterEach
  void stop() {
    client.close();
    stepped.close();
  }

  @Test
  void blobsOfManyNamespacesComeBackProvenAndComplete() throws Exception {
    Blob first = Blob.signed(ALPHA, PAYER, random(1, 300_000));
    Blob second = Blob.signed(GAMMA, PAYER, random(2, 7));
    Blob third = Blob.unsigned(ALPHA, random(3, 1_000));
    Instant before = stepped.now();
    SubmitResult result = stepped.submit(client, first, second, third);
    DaHeight height = included(result);
    CelestiaHeader header = client.header(height, TIMEOUT);
    assertThat(header.time()).isAfter(before).isBeforeOrEqualTo(stepped.now());

    assertThat(verified(header, ALPHA).blobs()).containsExactly(first, third);
    assertThat(verified(header, GAMMA).blobs()).containsExactly(second);
    assertThat(verified(header, BETA).blobs()).isEmpty();
    assertThat(verified(header, Namespace.v0(new byte[] {99, 99})).blobs()).isEmpty();
    for (Blob blob : List.of(first, second, third)) {
      Hash commitment = ShareCommitment.of(blob);
      CommitmentProof proof = client.commitmentProof(height, blob.namespace(), commitment, TIMEOUT);
      proof.verify(commitment, header.dataHash());
    }
    assertThat(((CelestiaClient) client).blobs(height, ALPHA, TIMEOUT))
        .containsExactly(first, third);
    assertThat(((CelestiaClient) client).blobs(height, BETA, TIMEOUT)).isEmpty();
  }

  @Test
  void absenceInsideARowsRangeIsProven() throws Exception {
    DaHeight height =
        included(
            stepped.submit(
                client,
                Blob.unsigned(ALPHA, random(1, 100)),
                Blob.unsigned(GAMMA, random(2, 100)),
                Blob.unsigned(Namespace.v0(new byte[] {10, 4}), random(3, 5_000))));
    CelestiaHeader header = client.header(height, TIMEOUT);
    NamespaceData data = client.namespaceData(height, BETA, TIMEOUT);
    assertThat(data.rows()).anyMatch(row -> row.proof().isAbsence());
    assertThat(CelestiaLayer.verify(header, BETA, data).blobs()).isEmpty();
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> CelestiaLayer.verify(header, ALPHA, data))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.UNPROVEN));
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> CelestiaLayer.verify(header, BETA, new NamespaceData(List.of())));
  }

  @Test
  void headersFormAChainAndEmptyBlocksHaveCelestiasEmptyDataRoot() throws Exception {
    stepped.step();
    stepped.step();
    CelestiaHeader one = client.header(new DaHeight(1), TIMEOUT);
    CelestiaHeader two = client.header(new DaHeight(2), TIMEOUT);
    assertThat(one.dataHash().toString())
        .isEqualTo("0x3d96b7d238e7e0456f6af8e7cdf0a67bd6cf9c2089ecb559c659dcaa1f880353");
    assertThat(two.time()).isAfter(one.time());
    JsonNode json = rpc("header.GetByHeight", "[2]").get("result");
    assertThat(json.get("header").get("last_block_id").get("hash").asString())
        .isEqualTo(JsonFields.upperHex(one.hash().bytes()));
    assertThat(client.head(TIMEOUT).height()).isEqualTo(new DaHeight(3));
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> client.header(new DaHeight(9), TIMEOUT))
        .withMessage(
            "header: given height is from the future: networkHeight: 3, requestedHeight: 9")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.FUTURE_HEIGHT));
  }

  @Test
  void waitingForAHeightEndsWithTheBlockOrWithTheTimeLimit() throws Exception {
    var answer = new CompletableFuture<CelestiaHeader>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(client.waitForHeight(new DaHeight(2), TIMEOUT));
          } catch (DaException e) {
            answer.completeExceptionally(e);
          }
        });
    stepped.step();
    assertThat(answer.get(20, TimeUnit.SECONDS).height()).isEqualTo(new DaHeight(2));
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> client.waitForHeight(new DaHeight(99), Duration.ofMillis(200)))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.TIMEOUT));
  }

  @Test
  void blocksSurviveARestartAndADirectoryBelongsToOneNetwork() throws Exception {
    Blob blob = Blob.signed(ALPHA, PAYER, random(5, 50_000));
    DaHeight height = included(stepped.submit(client, blob));
    CelestiaHeader before = client.header(height, TIMEOUT);
    stop();
    start();
    assertThat(client.header(height, TIMEOUT)).isEqualTo(before);
    assertThat(verified(before, ALPHA).blobs()).containsExactly(blob);
    DaHeight again = included(stepped.submit(client, blob));
    assertThat(again).isGreaterThan(height);
    assertThatIllegalStateException()
        .isThrownBy(() -> EmbeddedDa.start(EmbeddedDaConfig.in(directory)))
        .withMessageContaining("another process");
  }

  @Test
  void whatTheNetworkWouldRefuseIsRefusedWithItsCode() throws Exception {
    Address other = Address.of(new byte[20]);
    Blob foreign = Blob.signed(ALPHA, other, random(1, 10));
    Blob own = Blob.signed(ALPHA, PAYER, random(1, 10));
    assertThat(client.submit(List.of(own, foreign), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Refused.class, r -> assertThat(r.code()).isEqualTo(11140));
    Blob huge = Blob.unsigned(ALPHA, Bytes.wrap(new byte[Limits.MAX_BLOB_BYTES]));
    assertThat(client.submit(List.of(huge), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Refused.class, r -> assertThat(r.code()).isEqualTo(21));
    Blob noRoom = Blob.unsigned(ALPHA, Bytes.wrap(new byte[Limits.MAX_BLOB_BYTES - 1_000]));
    assertThat(client.submit(List.of(noRoom), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Refused.class, r -> assertThat(r.code()).isEqualTo(11139));
    assertThat(client.submit(List.of(), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Refused.class, r -> assertThat(r.code()).isEqualTo(11131));
  }

  @Test
  void aBlockThatDoesNotComeLeavesASubmissionUnknownAndADeadNodeUnavailable() throws Exception {
    Blob blob = Blob.unsigned(ALPHA, random(1, 10));
    assertThat(client.head(TIMEOUT).height()).isEqualTo(new DaHeight(1)); // connects
    assertThat(client.submit(List.of(blob), Duration.ofSeconds(8)))
        .isInstanceOf(SubmitResult.Unknown.class);
    List<Blob> found = List.of();
    for (int i = 0; i < 1_000 && found.isEmpty(); i++) {
      CelestiaHeader header = client.header(new DaHeight(stepped.step()), TIMEOUT);
      found = verified(header, ALPHA).blobs();
    }
    assertThat(found).as("included after all").containsExactly(blob);
    try (CelestiaLayer dead =
        new CelestiaClient(CelestiaClientConfig.at(URI.create("http://127.0.0.1:1")))) {
      assertThat(dead.submit(List.of(blob), TIMEOUT)).isInstanceOf(SubmitResult.Unavailable.class);
      assertThatExceptionOfType(DaException.class)
          .isThrownBy(() -> dead.head(TIMEOUT))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.UNAVAILABLE));
    }
  }

  @Test
  void aNodeThatLiesIsFoundOut() throws Exception {
    Blob blob = Blob.signed(ALPHA, PAYER, random(7, 20_000));
    Blob near = Blob.signed(GAMMA, PAYER, random(8, 20_000));
    DaHeight height = included(stepped.submit(client, blob, near));
    CelestiaHeader header = client.header(height, TIMEOUT);
    Hash commitment = ShareCommitment.of(blob);
    stepped.da.faults().set(new Fault.WrongData());
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> client.header(height, TIMEOUT))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.BAD_ANSWER));
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> ((CelestiaClient) client).blobs(height, ALPHA, TIMEOUT))
        .withMessageContaining("commitment");
    assertUnproven(header, height);
    assertUnproven(header, height);
    stepped.da.faults().clear();
    stepped.da.faults().set(new Fault.WrongProof());
    assertUnproven(header, height);
    CommitmentProof proof = client.commitmentProof(height, ALPHA, commitment, TIMEOUT);
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> proof.verify(commitment, header.dataHash()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.UNPROVEN));
  }

  private void assertUnproven(CelestiaHeader header, DaHeight height) throws DaException {
    NamespaceData data = client.namespaceData(height, ALPHA, TIMEOUT);
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> CelestiaLayer.verify(header, ALPHA, data))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.UNPROVEN));
  }

  @Test
  void faultsOfTheConnectionComeOverTheWire() throws Exception {
    Blob blob = Blob.unsigned(ALPHA, random(1, 10));
    stepped.da.faults().next(1, new Fault.Down(Fault.Calls.SUBMISSIONS));
    stepped.da.faults().next(1, new Fault.ServerError(Fault.Calls.SUBMISSIONS, 502));
    assertThat(client.submit(List.of(blob), TIMEOUT)).isInstanceOf(SubmitResult.Unknown.class);
    assertThat(client.submit(List.of(blob), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Unknown.class, r -> assertThat(r.reason()).contains("502"));
    stepped.da.faults().next(1, new Fault.Slow(Fault.Calls.READS, Duration.ofMinutes(1)));
    assertReadFails(DaException.Kind.TIMEOUT, Duration.ofSeconds(2));
    // The one that is asleep asks for these only when it wakes.
    stepped.da.faults().next(1, new Fault.Down(Fault.Calls.READS));
    stepped.da.faults().next(1, new Fault.ServerError(Fault.Calls.READS, 503));
    assertReadFails(DaException.Kind.UNAVAILABLE, TIMEOUT);
    assertReadFails(DaException.Kind.UNAVAILABLE, TIMEOUT);
    assertThat(client.head(TIMEOUT).height()).isEqualTo(new DaHeight(1));
    assertThat(stepped.da.faults().list()).isEmpty();
  }

  private void assertReadFails(DaException.Kind kind, Duration timeout) {
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> client.head(timeout))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void faultsOfTransactionsHaveTheNodesWords() throws Exception {
    Blob blob = Blob.unsigned(ALPHA, random(1, 10));
    stepped.da.faults().next(1, new Fault.TimedOutButIncluded());
    assertThat(client.submit(List.of(blob), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Unknown.class, r -> assertThat(r.reason()).contains("timed out waiting"));
    DaHeight next = new DaHeight(stepped.step());
    assertThat(verified(client.header(next, TIMEOUT), ALPHA).blobs()).containsExactly(blob);

    stepped.da.faults().next(1, new Fault.EvictedThenIncluded(1));
    assertThat(stepped.submit(client, blob))
        .isInstanceOfSatisfying(
            SubmitResult.Unknown.class, r -> assertThat(r.reason()).contains("evicted"));
    stepped.da.faults().next(1, new Fault.SequenceMismatch());
    assertThat(client.submit(List.of(blob), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Unknown.class, r -> assertThat(r.reason()).contains("sequence mismatch"));
    stepped.da.faults().next(1, new Fault.TooLarge());
    assertThat(client.submit(List.of(blob), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Refused.class, r -> assertThat(r.code()).isEqualTo(21));
  }

  @Test
  void aNodeMayBeBehindOrHaveThrownBlocksAway() throws Exception {
    while (stepped.step() < 10) {
      // ten blocks
    }
    stepped.da.faults().set(new Fault.LaggingHead(3), new Span.NextBlocks(1));
    assertThat(client.head(TIMEOUT).height()).isEqualTo(new DaHeight(7));
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> client.header(new DaHeight(8), TIMEOUT))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.FUTURE_HEIGHT));
    stepped.step();
    assertThat(client.head(TIMEOUT).height()).isEqualTo(new DaHeight(11));
    stepped.da.faults().set(new Fault.PrunedHistory(2));
    assertThat(client.header(new DaHeight(10), TIMEOUT).height()).isEqualTo(new DaHeight(10));
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> client.header(new DaHeight(9), TIMEOUT))
        .withMessage("requested header (9) is below Tail (10)")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.PRUNED));
  }

  @Test
  void theNodeSignsForItsOwnAccountsAndTellsTheirBalances() throws Exception {
    String own = Bech32.encode(PAYER);
    long before = balance("state.Balance", "[]");
    Blob blob = Blob.signed(ALPHA, PAYER, random(1, 10));
    included(stepped.submit(client, blob));
    long fee = Gas.feeUtia(Gas.estimate(List.of(blob)), new BigDecimal("0.004"));
    assertThat(balance("state.BalanceForAddress", "[\"" + own + "\"]")).isEqualTo(before - fee);
    Blob foreign = Blob.signed(ALPHA, Address.of(new byte[20]), random(1, 10));
    assertThat(client.submit(List.of(foreign), TIMEOUT))
        .isInstanceOfSatisfying(
            SubmitResult.Refused.class, r -> assertThat(r.code()).isEqualTo(22));
  }

  private long balance(String method, String params) throws Exception {
    JsonNode balance = rpc(method, params).get("result");
    assertThat(balance.get("denom").asString()).isEqualTo("utia");
    return Long.parseLong(balance.get("amount").asString());
  }

  @Test
  void everySampleRequestOfTheNodesDocumentationIsUnderstood() throws Exception {
    List<String> notServed = List.of("blob.Subscribe", "blob.Submit");
    for (JsonNode sample : Vectors.celestia("jsonrpc.json").get("sample_requests")) {
      String method = sample.get("method").asString();
      if (!notServed.contains(method) && !method.equals("header.WaitForHeight")) {
        JsonNode reply = post(JsonFields.MAPPER.writeValueAsString(sample));
        assertThat(reply.has("result") || reply.get("error").get("code").asInt() == 1)
            .as(method + " " + reply)
            .isTrue();
      }
    }
  }

  @Test
  void theAnswersHaveTheFieldsOfTheNodesDocumentation() throws Exception {
    JsonNode vectors = Vectors.celestia("jsonrpc.json");
    Blob blob = Blob.unsigned(ALPHA, random(7, 2_000));
    DaHeight height = included(stepped.submit(client, blob));
    String namespace = '"' + JsonFields.base64(ALPHA.bytes()) + '"';
    String commitment = '"' + JsonFields.base64(Bytes.wrap(ShareCommitment.of(blob).bytes())) + '"';
    String three = "[" + height + "," + namespace + "," + commitment + "]";
    assertThat(names(rpc("blob.Get", three).get("result")))
        .isEqualTo(names(vectors.get("blob_json")));
    JsonNode header = rpc("header.NetworkHead", "[]").get("result");
    JsonNode published = vectors.get("extended_header_json");
    assertThat(names(header)).containsExactlyInAnyOrderElementsOf(names(published));
    assertThat(names(header.get("header")))
        .containsExactlyInAnyOrderElementsOf(names(published.get("header")));
    assertThat(header.get("header").get("height").isString()).isTrue();
    JsonNode proof = rpc("blob.GetProof", three).get("result");
    String four = "[" + height + "," + namespace + "," + proof + "," + commitment + "]";
    assertThat(rpc("blob.Included", four).get("result").asBoolean()).isTrue();
    String wrong = four.replace("\"end\":", "\"end\":1");
    assertThat(rpc("blob.Included", wrong).get("error").get("message").asString())
        .isEqualTo("blob: invalid proof");
    JsonNode missing =
        rpc("blob.Get", "[" + height + "," + namespace + ",\"" + "A".repeat(43) + "=\"]");
    assertThat(missing.get("error").get("code").asInt()).isEqualTo(1);
    assertThat(missing.get("error").get("message").asString()).isEqualTo("blob: not found");
    JsonNode eds = rpc("share.GetEDS", "[" + height + "]").get("result");
    assertThat(eds.get("codec").asString()).isEqualTo("Leopard");
    int rows = client.header(height, TIMEOUT).dah().rowRoots().size();
    assertThat(eds.get("data_square").size()).isEqualTo(rows * rows);
    assertThat(Bech32.decode(rpc("state.AccountAddress", "[]").get("result").asString()))
        .isEqualTo(PAYER);
  }

  @Test
  void aSubscriberGetsEveryBlockOfItsNamespaceUntilItCancels() throws Exception {
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create(stepped.da.endpoint().toString().replace("http", "ws")),
                new Listener(messages))
            .get(20, TimeUnit.SECONDS);
    String namespace = JsonFields.base64(ALPHA.bytes());
    String subscribe =
        "{\"jsonrpc\":\"2.0\",\"id\":11,\"method\":\"blob.Subscribe\",\"params\":[\""
            + namespace
            + "\"]}";
    socket.sendText(subscribe, true).get(20, TimeUnit.SECONDS);
    JsonNode reply = next(messages);
    assertThat(reply.get("id").asInt()).isEqualTo(11);
    long channel = reply.get("result").asLong();
    Blob blob = Blob.unsigned(ALPHA, random(7, 2_000));
    long height = included(stepped.submit(client, blob)).value();
    JsonNode value;
    do {
      JsonNode message = next(messages);
      assertThat(message.get("method").asString()).isEqualTo("xrpc.ch.val");
      assertThat(message.get("params").get(0).asLong()).isEqualTo(channel);
      value = message.get("params").get(1);
    } while (value.get("Height").asLong() < height);
    assertThat(value.get("Blobs").size()).isEqualTo(1);
    assertThat(value.get("Header").get("height").isNumber()).isTrue();
    socket
        .sendText("{\"jsonrpc\":\"2.0\",\"method\":\"xrpc.cancel\",\"params\":[11]}", true)
        .get(20, TimeUnit.SECONDS);
    JsonNode last;
    do {
      last = next(messages);
    } while (!last.get("method").asString().equals("xrpc.ch.close"));
    socket.abort();
  }

  @Test
  void manySeededBlobsOfAllSizesComeBackTheSame() throws Exception {
    long seed = 20260101;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 12; round++) {
      List<Blob> blobs = new ArrayList<>();
      for (int i = random.nextInt(1, 9); i > 0; i--) {
        int size = 1 + (int) Math.pow(2, random.nextDouble(0, 17));
        Namespace namespace = List.of(ALPHA, BETA, GAMMA).get(random.nextInt(3));
        blobs.add(
            random.nextBoolean()
                ? Blob.signed(namespace, PAYER, random(random.nextLong(), size))
                : Blob.unsigned(namespace, random(random.nextLong(), size)));
      }
      DaHeight height = included(stepped.submit(client, blobs.toArray(Blob[]::new)));
      CelestiaHeader header = client.header(height, TIMEOUT);
      for (Namespace namespace : List.of(ALPHA, BETA, GAMMA)) {
        assertThat(verified(header, namespace).blobs())
            .isEqualTo(blobs.stream().filter(b -> b.namespace().equals(namespace)).toList());
      }
      for (Blob blob : blobs) {
        Hash commitment = ShareCommitment.of(blob);
        client
            .commitmentProof(height, blob.namespace(), commitment, TIMEOUT)
            .verify(commitment, header.dataHash());
      }
    }
  }

  @Test
  void aTokenIsAskedForWhereOneIsConfigured(@TempDir Path other) throws Exception {
    try (SteppedDa guarded = new SteppedDa(EmbeddedDaConfig.in(other).withBearerToken("secret"));
        CelestiaLayer without = new CelestiaClient(CelestiaClientConfig.at(guarded.da.endpoint()));
        CelestiaLayer with =
            new CelestiaClient(
                CelestiaClientConfig.at(guarded.da.endpoint()).withBearerToken("secret"))) {
      assertThatExceptionOfType(DaException.class)
          .isThrownBy(() -> without.head(TIMEOUT))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.REFUSED));
      assertThat(with.head(TIMEOUT).height()).isEqualTo(new DaHeight(1));
    }
  }

  @Test
  void garbageAsParametersIsRefusedAndBreaksNothing() throws Exception {
    List<String> methods =
        List.of(
            "blob.Submit",
            "state.SubmitPayForBlob",
            "blob.Get",
            "blob.GetAll",
            "blob.GetProof",
            "blob.Included",
            "blob.GetCommitmentProof",
            "header.GetByHeight",
            "share.GetNamespaceData",
            "share.GetEDS",
            "blob.Subscribe",
            "no.Such");
    String namespace = '"' + JsonFields.base64(ALPHA.bytes()) + '"';
    List<String> values =
        List.of(
            "null",
            "{}",
            "[]",
            "[[]]",
            "-1",
            "1",
            "1e99",
            "99999999999999999999",
            "\"\"",
            "\"AAAA\"",
            "\"*\"",
            "[{}]",
            "[{\"namespace\":1}]",
            "[null]",
            namespace,
            "true",
            "[{\"namespace\":" + namespace + ",\"data\":\"\",\"share_version\":0}]",
            "[{\"namespace\":" + namespace + ",\"data\":\"AA==\",\"share_version\":7}]",
            "[{\"namespace_id\":\"AAAA\",\"data\":\"AA==\"}]");
    long seed = 4;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      String method = methods.get(random.nextInt(methods.size()));
      StringBuilder params = new StringBuilder("[");
      for (int n = random.nextInt(5); n > 0; n--) {
        params.append(values.get(random.nextInt(values.size()))).append(n > 1 ? "," : "");
      }
      JsonNode reply = rpc(method, params.append(']').toString());
      assertThat(reply.path("error").path("code").asInt(0))
          .as("%s %s: %s", method, params, reply)
          .isNotEqualTo(-32603);
    }
    assertThat(client.head(TIMEOUT).height()).isEqualTo(new DaHeight(1));
  }

  @Test
  void anAccountAddressIsTheOneOfThePublishedText() {
    String text = "celestia1377k5an3f94v6wyaceu0cf4nq6gk2jtpc46g7h";
    assertThat(Bech32.encode(Bech32.decode(text))).isEqualTo(text);
  }

  private record Listener(BlockingQueue<String> messages, StringBuilder partial)
      implements WebSocket.Listener {
    Listener(BlockingQueue<String> messages) {
      this(messages, new StringBuilder());
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  private static JsonNode next(BlockingQueue<String> messages) throws InterruptedException {
    String text = messages.poll(20, TimeUnit.SECONDS);
    assertThat(text).isNotNull();
    return JsonFields.MAPPER.readTree(String.valueOf(text));
  }

  private VerifiedNamespace verified(CelestiaHeader header, Namespace namespace)
      throws DaException {
    return CelestiaLayer.verify(
        header, namespace, client.namespaceData(header.height(), namespace, TIMEOUT));
  }

  private static DaHeight included(SubmitResult result) {
    assertThat(result).isInstanceOf(SubmitResult.Included.class);
    return ((SubmitResult.Included) result).height();
  }

  private JsonNode rpc(String method, String params) throws Exception {
    return post(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params));
  }

  private JsonNode post(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(stepped.da.endpoint())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JsonFields.MAPPER.readTree(
        http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static List<String> names(JsonNode object) {
    return List.copyOf(object.propertyNames());
  }

  private static Bytes random(long seed, int size) {
    byte[] data = new byte[size];
    new SplittableRandom(seed).nextBytes(data);
    return Bytes.wrap(data);
  }
}
