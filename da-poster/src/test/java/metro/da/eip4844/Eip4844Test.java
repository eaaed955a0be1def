package metro.da.eip4844;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.DaLayer;
import metro.da.SubmitResult;
import metro.da.celestia.Namespace;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.RollupId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The layer over a process of anvil. */
@Timeout(300)
final class Eip4844Test {
  private static final Duration TIMEOUT = Duration.ofMinutes(4);
  private static final Duration GLANCE = Duration.ofMillis(1);
  private static final Namespace ONE = Namespace.ofRollup(new RollupId(1));
  private static final Namespace TWO = Namespace.ofRollup(new RollupId(2));
  private static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);

  private static Anvil anvil;
  private static int accounts;

  private TransactionSigner account = key();
  private Address inbox = Address.ZERO;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
  }

  @AfterAll
  static void stop() {
    if (anvil != null) {
      anvil.close();
    }
  }

  @BeforeEach
  void someoneNewWithFunds() {
    account = key();
    byte[] to = account.address().bytes();
    to[0] ^= 1;
    inbox = Address.of(to);
    anvil.fund(account.address(), ETHER.times(100));
    anvil.mine(Anvil.FINALITY + 1);
  }

  @AfterEach
  void nothingWaits() {
    anvil.call("anvil_dropAllTransactions");
  }

  private static TransactionSigner key() {
    byte[] secret = new byte[32];
    secret[0] = 7;
    secret[31] = (byte) ++accounts;
    return new TransactionSigner(Secp256k1.fastest(), secret);
  }

  private Eip4844Config config() {
    return Eip4844Config.reader(anvil.endpoint(), anvil.endpoint(), Anvil.CHAIN_ID, inbox)
        .withAccount(account, Fees.DEFAULT_CAPS)
        .withWaits(3, Duration.ofMillis(5));
  }

  private static Blob blob(Namespace namespace, int bytes, long seed) {
    byte[] data = new byte[bytes];
    new SplittableRandom(seed).nextBytes(data);
    return Blob.unsigned(namespace, Bytes.wrap(data));
  }

  private List<Blob> signed(List<Blob> blobs) {
    return blobs.stream()
        .map(b -> Blob.signed(b.namespace(), account.address(), b.data()))
        .toList();
  }

  private static CompletableFuture<SubmitResult> submitting(DaLayer layer, List<Blob> blobs) {
    CompletableFuture<SubmitResult> result = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> result.complete(layer.submit(blobs, TIMEOUT)));
    return result;
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(5);
    }
  }

  private static SubmitResult mineUntilDone(CompletableFuture<SubmitResult> result)
      throws Exception {
    while (!result.isDone()) {
      anvil.mine(1);
      Thread.sleep(20);
    }
    return result.get();
  }

  /** Every submission of the inbox in the finalized chain, with its height. */
  private Map<Long, List<Blob>> everything(DaLayer layer, Namespace namespace) throws DaException {
    Map<Long, List<Blob>> found = new LinkedHashMap<>();
    long head = layer.head(TIMEOUT).height().value();
    for (long height = 1; height <= head; height++) {
      List<Blob> blobs =
          layer.read(layer.header(new DaHeight(height), TIMEOUT), namespace, TIMEOUT).blobs();
      if (!blobs.isEmpty()) {
        found.put(height, blobs);
      }
    }
    return found;
  }

  @Test
  void whatIsSubmittedIsReadBackOnceFinalWithWhoPaid() throws Exception {
    List<Blob> blobs = List.of(blob(ONE, 1_000, 1), blob(TWO, 200_000, 2), blob(ONE, 5, 3));
    try (Eip4844Layer layer = new Eip4844Layer(config())) {
      var result = submitting(layer, blobs);
      await("it is in the pool", () -> anvil.pooled() == 1);
      anvil.mine(1);
      long included = anvil.head();
      anvil.mine(Anvil.FINALITY - 1);
      assertThat(everything(layer, ONE)).as("before it is final").isEmpty();
      assertThat(result).isNotDone();
      anvil.mine(1);
      assertThat(result.get()).isInstanceOf(SubmitResult.Included.class);
      assertThat(((SubmitResult.Included) result.get()).height().value()).isEqualTo(included);
      List<Blob> expected = signed(blobs);
      assertThat(everything(layer, ONE))
          .isEqualTo(Map.of(included, List.of(expected.get(0), expected.get(2))));
      assertThat(everything(layer, TWO)).isEqualTo(Map.of(included, List.of(expected.get(1))));
    }
  }

  @Test
  void sixFullBlobsGoInOneTransaction() throws Exception {
    try (Eip4844Layer layer = new Eip4844Layer(config())) {
      List<Blob> blobs = List.of(blob(ONE, layer.maxBytes(), 1));
      assertThat(mineUntilDone(submitting(layer, blobs))).isInstanceOf(SubmitResult.Included.class);
      assertThat(everything(layer, ONE).values()).containsExactly(signed(blobs));
    }
  }

  @Test
  void aReorganisationTakesItOutAndItComesBackOnce() throws Exception {
    List<Blob> blobs = List.of(blob(ONE, 100, 1));
    try (Eip4844Layer layer = new Eip4844Layer(config())) {
      var result = submitting(layer, blobs);
      await("it is in the pool", () -> anvil.pooled() == 1);
      anvil.mine(1);
      assertThat(anvil.nonce(account.address())).isOne();
      anvil.reorganise(1);
      assertThat(anvil.nonce(account.address())).as("the block is gone").isZero();
      await("it is sent again", () -> anvil.pooled() == 1);
      assertThat(mineUntilDone(result)).isInstanceOf(SubmitResult.Included.class);
      assertThat(everything(layer, ONE).values()).containsExactly(signed(blobs));
    }
  }

  @Test
  void aNodeThatAnswersErrorsForAWhileIsAskedAgain() throws Exception {
    List<Blob> blobs = List.of(blob(ONE, 100, 1));
    AtomicBoolean fails = new AtomicBoolean();
    AtomicInteger failed = new AtomicInteger();
    LyingProxy.Lie noNonces =
        (path, body) -> {
          if (fails.get() && body.path("result").asString("").matches("0x[0-9a-f]{1,4}")) {
            ((ObjectNode) body).remove("result");
            ((ObjectNode) body).putObject("error").put("message", "reorganising");
            failed.incrementAndGet();
          }
        };
    try (LyingProxy proxy = new LyingProxy(anvil.endpoint(), noNonces);
        Eip4844Layer layer =
            new Eip4844Layer(
                Eip4844Config.reader(proxy.endpoint(), anvil.endpoint(), Anvil.CHAIN_ID, inbox)
                    .withAccount(account, Fees.DEFAULT_CAPS)
                    .withWaits(3, Duration.ofMillis(5)))) {
      var result = submitting(layer, blobs);
      await("it is in the pool", () -> anvil.pooled() == 1);
      fails.set(true);
      await("some looks failed", () -> result.isDone() || failed.get() >= 3);
      fails.set(false);
      assertThat(mineUntilDone(result)).isInstanceOf(SubmitResult.Included.class);
      assertThat(everything(layer, ONE).values()).containsExactly(signed(blobs));
    }
  }

  @Test
  void aStuckOneIsReplacedByADearerOne() throws Exception {
    List<Blob> blobs = List.of(blob(ONE, 100, 1));
    try (Eip4844Layer layer = new Eip4844Layer(config())) {
      var result = submitting(layer, blobs);
      await("it is in the pool", () -> anvil.pooled() == 1);
      UInt256 first = pooledFee();
      for (int i = 0; i < 4; i++) {
        anvil.mineDear();
      }
      await("it is dearer", () -> pooledFee().compareTo(first.times(2)) >= 0);
      assertThat(anvil.pooled()).isOne();
      assertThat(mineUntilDone(result)).isInstanceOf(SubmitResult.Included.class);
      assertThat(everything(layer, ONE).values()).containsExactly(signed(blobs));
    }
  }

  private UInt256 pooledFee() {
    JsonNode mine = anvil.call("txpool_content").get("pending");
    for (JsonNode byNonce : mine) {
      for (JsonNode transaction : byNonce) {
        return Quantities.number(transaction, "maxFeePerBlobGas");
      }
    }
    return UInt256.ZERO;
  }

  @Test
  void feesStayBelowTheCaps() throws Exception {
    Fees caps = new Fees(GWEI.times(5), GWEI.times(2), UInt256.of(3));
    Eip4844Config capped = config().withAccount(account, caps);
    try (Eip4844Layer layer = new Eip4844Layer(capped)) {
      layer.head(TIMEOUT);
      for (int i = 0; i < 8; i++) {
        SubmitResult result = layer.submit(List.of(blob(ONE, 10, 1)), GLANCE);
        assertThat(result).isInstanceOf(SubmitResult.Unknown.class);
        anvil.mineDear();
      }
      assertThat(layer.submit(List.of(blob(ONE, 10, 1)), GLANCE).toString())
          .contains("above the caps");
      assertThat(pooledFee()).isLessThanOrEqualTo(caps.maxFeePerBlobGas());
      assertThat(mineUntilDone(submitting(layer, List.of(blob(ONE, 10, 1)))))
          .isInstanceOf(SubmitResult.Included.class);
    }
  }

  @Test
  void anotherMembersAttemptTakesTheSameNonce() throws Exception {
    List<Blob> blobs = List.of(blob(ONE, 100, 1));
    try (Eip4844Layer one = new Eip4844Layer(config());
        Eip4844Layer two = new Eip4844Layer(config())) {
      one.head(TIMEOUT);
      two.head(TIMEOUT);
      one.submit(blobs, GLANCE);
      two.submit(blobs, GLANCE);
      anvil.mine(1);
      assertThat(two.submit(blobs, GLANCE)).isInstanceOf(SubmitResult.Unknown.class);
      anvil.mine(Anvil.FINALITY);
      one.submit(blobs, GLANCE);
      two.submit(blobs, GLANCE);
      anvil.mine(Anvil.FINALITY + 1);
      assertThat(everything(one, ONE).values()).containsExactly(signed(blobs));
      assertThat(anvil.nonce(account.address())).isOne();
    }
  }

  @Test
  void whatCannotBeSentIsRefusedWithItsCode() {
    try (Eip4844Layer layer = new Eip4844Layer(config())) {
      anvil.fund(account.address(), UInt256.ONE);
      List<Blob> small = List.of(blob(ONE, 10, 1));
      assertThat(code(layer.submit(small, GLANCE))).isEqualTo(Eip4844Layer.INSUFFICIENT_FUNDS);
      List<Blob> large = List.of(blob(ONE, PackedBlobs.CAPACITY, 1));
      assertThat(code(layer.submit(large, GLANCE))).isEqualTo(Eip4844Layer.TOO_LARGE);
      List<Blob> foreign = List.of(Blob.signed(ONE, Address.ZERO, small.getFirst().data()));
      assertThat(code(layer.submit(foreign, GLANCE))).isEqualTo(Eip4844Layer.WRONG_SIGNER);
    }
    Eip4844Config reader =
        Eip4844Config.reader(anvil.endpoint(), anvil.endpoint(), Anvil.CHAIN_ID, inbox);
    try (Eip4844Layer layer = new Eip4844Layer(reader)) {
      assertThat(code(layer.submit(List.of(blob(ONE, 10, 1)), GLANCE)))
          .isEqualTo(Eip4844Layer.NO_ACCOUNT);
    }
  }

  private static int code(SubmitResult result) {
    assertThat(result).isInstanceOf(SubmitResult.Refused.class);
    return ((SubmitResult.Refused) result).code();
  }

  @Test
  void anotherChainIsRefused() {
    Eip4844Config other = Eip4844Config.reader(anvil.endpoint(), anvil.endpoint(), 1, inbox);
    try (Eip4844Layer layer = new Eip4844Layer(other)) {
      assertThat(kind(() -> layer.head(TIMEOUT))).isEqualTo(DaException.Kind.REFUSED);
    }
  }

  private interface Call {
    Object run() throws DaException;
  }

  private static DaException.Kind kind(Call call) {
    return catchThrowableOfType(DaException.class, call::run).kind();
  }

  @Test
  void whatIsNotFinalIsNotShown() throws Exception {
    try (Eip4844Layer layer = new Eip4844Layer(config())) {
      DaHeight next = layer.head(TIMEOUT).height().next();
      assertThat(anvil.head()).isGreaterThan(next.value());
      assertThat(kind(() -> layer.header(next, TIMEOUT))).isEqualTo(DaException.Kind.FUTURE_HEIGHT);
      for (int millis : new int[] {1, 3, 10, 30}) {
        assertThat(kind(() -> layer.waitForHeight(next, Duration.ofMillis(millis))))
            .as("whether the time ends in a call or between two")
            .isEqualTo(DaException.Kind.TIMEOUT);
      }
      anvil.mine(1);
      assertThat(layer.waitForHeight(next, TIMEOUT).height()).isEqualTo(next);
    }
  }

  @Test
  void everyKindOfTransactionIsReadAsItsHeaderHasIt() throws Exception {
    String from = anvil.call("eth_accounts").get(0).asString();
    for (int i = 0; i < 150; i++) {
      anvil.call("eth_sendTransaction", plain(from, i));
    }
    List<Blob> blobs = List.of(blob(ONE, 100, 1));
    try (Eip4844Layer layer = new Eip4844Layer(config())) {
      var result = submitting(layer, blobs);
      await("all are in the pool", () -> anvil.pooled() == 151);
      assertThat(mineUntilDone(result)).isInstanceOf(SubmitResult.Included.class);
      long height = ((SubmitResult.Included) result.get()).height().value();
      JsonNode block = anvil.call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false);
      assertThat(block.get("transactions").size()).isEqualTo(151);
      assertThat(everything(layer, ONE)).isEqualTo(Map.of(height, signed(blobs)));
    }
  }

  private Map<String, Object> plain(String from, int number) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("from", from);
    fields.put("to", inbox.toString());
    fields.put("value", "0x" + Integer.toHexString(number));
    fields.put("gas", "0x30d40");
    switch (number % 3) {
      case 0 -> fields.put("gasPrice", "0x12a05f2000");
      case 1 -> {
        fields.put("maxFeePerGas", "0x12a05f2000");
        fields.put("maxPriorityFeePerGas", "0x1");
      }
      default -> {
        fields.put("gasPrice", "0x12a05f2000");
        fields.put(
            "accessList",
            List.of(
                Map.of("address", inbox.toString(), "storageKeys", List.of(Hash.ZERO.toString()))));
      }
    }
    return fields;
  }

  @Test
  void theRootOfAListIsTheTriesWhateverItsLength() {
    assertThat(TransactionsRoot.of(List.of()).toString())
        .isEqualTo("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    List<Hash> roots = new ArrayList<>();
    for (int count : new int[] {1, 2, 16, 17, 128, 129, 300}) {
      List<byte[]> items = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        items.add(new byte[] {(byte) i, 1});
      }
      roots.add(TransactionsRoot.of(items));
    }
    assertThat(roots).doesNotHaveDuplicates();
  }

  /** Submits through anvil itself and reads through somebody who changes what it says. */
  private DaException.Kind readThroughLiar(LyingProxy.Lie lie) throws Exception {
    return readThroughLiar(lie, Eip4844Config.DEFAULT_RETENTION);
  }

  private DaException.Kind readThroughLiar(LyingProxy.Lie lie, Duration retention)
      throws Exception {
    try (Eip4844Layer honest = new Eip4844Layer(config());
        LyingProxy proxy = new LyingProxy(anvil.endpoint(), lie)) {
      SubmitResult result = mineUntilDone(submitting(honest, List.of(blob(ONE, 100, 1))));
      DaHeight height = ((SubmitResult.Included) result).height();
      anvil.call("evm_increaseTime", 100);
      anvil.mine(5);
      Eip4844Config there =
          new Eip4844Config(
              proxy.endpoint(),
              proxy.endpoint(),
              Anvil.CHAIN_ID,
              inbox,
              config().account(),
              Fees.DEFAULT_CAPS,
              3,
              Duration.ofMillis(5),
              retention);
      try (Eip4844Layer layer = new Eip4844Layer(there)) {
        return kind(() -> {
          layer.head(TIMEOUT);
          return layer.read(layer.header(height, TIMEOUT), ONE, TIMEOUT);
        });
      }
    }
  }

  @Test
  void aLyingBeaconNodeIsCaught() throws Exception {
    assertThat(
            readThroughLiar((path, body) -> {
              if (path.contains("/blobs/")) {
                ArrayNode data = (ArrayNode) body.get("data");
                String blob = data.get(0).asString();
                data.set(0, blob.substring(0, 20) + "77" + blob.substring(22));
              }
            }))
        .isEqualTo(DaException.Kind.UNPROVEN);
  }

  @Test
  void missingBlobsAreUnavailableAndOldOnesPruned() throws Exception {
    LyingProxy.Lie nothing =
        (path, body) -> {
          if (path.contains("/blobs/")) {
            ((ArrayNode) body.get("data")).removeAll();
          }
        };
    assertThat(readThroughLiar(nothing)).isEqualTo(DaException.Kind.UNAVAILABLE);
    assertThat(readThroughLiar(nothing, Duration.ofSeconds(1))).isEqualTo(DaException.Kind.PRUNED);
  }

  @Test
  void aLyingExecutionClientIsCaught() throws Exception {
    assertThat(
            readThroughLiar((path, body) -> {
              JsonNode all = body.path("result").path("transactions");
              if (all.isArray() && all.size() > 0 && all.get(0).isObject()) {
                ((ArrayNode) all).removeAll();
              }
            }))
        .as("transactions left out")
        .isEqualTo(DaException.Kind.UNPROVEN);
    assertThat(
            readThroughLiar((path, body) -> {
              if (body.path("result").has("transactionsRoot")) {
                ((ObjectNode) body.get("result")).put("blobGasUsed", "0x0");
              }
            }))
        .as("a header that hides blobs")
        .isEqualTo(DaException.Kind.UNPROVEN);
  }

  @Test
  void anUnreachableNodeIsUnavailableAndNothingWasSent() {
    Eip4844Config nowhere =
        Eip4844Config.reader(
                java.net.URI.create("http://127.0.0.1:1"), anvil.endpoint(), Anvil.CHAIN_ID, inbox)
            .withAccount(account, Fees.DEFAULT_CAPS);
    try (Eip4844Layer layer = new Eip4844Layer(nowhere)) {
      assertThat(layer.submit(List.of(blob(ONE, 10, 1)), GLANCE))
          .isInstanceOf(SubmitResult.Unavailable.class);
      assertThat(kind(() -> layer.head(TIMEOUT))).isEqualTo(DaException.Kind.UNAVAILABLE);
    }
  }

  @Test
  void othersBlobsInTheInboxAreNamedByTheirSenderOrPassedOver() throws Exception {
    TransactionSigner other = key();
    anvil.fund(other.address(), ETHER.times(10));
    anvil.mine(Anvil.FINALITY + 1);
    List<Blob> blobs = List.of(blob(ONE, 100, 1));
    Eip4844Config others =
        Eip4844Config.reader(anvil.endpoint(), anvil.endpoint(), Anvil.CHAIN_ID, inbox)
            .withAccount(other, Fees.DEFAULT_CAPS)
            .withWaits(3, Duration.ofMillis(5));
    try (Eip4844Layer mine = new Eip4844Layer(config());
        Eip4844Layer theirs = new Eip4844Layer(others)) {
      mineUntilDone(submitting(theirs, blobs));
      mineUntilDone(submitting(mine, blobs));
      assertThat(everything(mine, ONE).values())
          .containsExactly(
              List.of(Blob.signed(ONE, other.address(), blobs.getFirst().data())), signed(blobs));
    }
  }
}
