package metro.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import metro.da.celestia.CelestiaClientConfig;
import metro.da.celestia.CelestiaKey;
import metro.da.celestia.DirectConfig;
import metro.da.celestia.FeePolicy;
import metro.da.connect.DaChoice;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.ethereum.Bytes;
import metro.node.ingress.Answer;
import metro.node.member.Introduction;
import metro.node.store.Directories;
import metro.node.testing.Await;
import metro.node.testing.LoggedErrors;
import metro.node.testing.NodeSetting;
import metro.node.testing.Person;
import metro.node.testing.TestCommittee;
import metro.soft.Certificate;
import metro.soft.CertificateVerifier;
import metro.state.Committee;
import metro.state.RejectReason;
import metro.state.RollupId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SequencerNodeTest {
  private static final RollupId A = TestCommittee.A;

  private final Person alice = new Person(1);
  private final Map<String, SequencerNode> running = new ConcurrentSkipListMap<>();
  private final List<String> fatal = new CopyOnWriteArrayList<>();
  private LoggedErrors errors;
  @TempDir Path directory;

  @BeforeEach
  void watchLog() {
    errors = LoggedErrors.watch();
  }

  @AfterEach
  void stop() {
    running.values().forEach(SequencerNode::close);
    errors.close();
    assertThat(errors.messages()).isEmpty();
  }

  private SequencerNode start(NodeSetting setting, String name) throws IOException {
    return start(setting, name, setting.config(name));
  }

  private SequencerNode start(NodeSetting setting, String name, NodeConfig config)
      throws IOException {
    SequencerNode node =
        new SequencerNode(
            config,
            setting.key(name),
            InstantSource.system(),
            (what, cause) -> fatal.add(name + ": " + what));
    node.start();
    running.put(name, node);
    return node;
  }

  /** Together, as new members wait for each other. */
  private void startAll(NodeSetting setting, Function<String, NodeConfig> config) {
    startAll(setting, setting.names(), config);
  }

  private void startAll(
      NodeSetting setting, List<String> names, Function<String, NodeConfig> config) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SequencerNode>> starts =
          names.stream()
              .map(name -> threads.submit(() -> start(setting, name, config.apply(name))))
              .toList();
      for (Future<SequencerNode> start : starts) {
        var _ = start.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError("a member did not start", e);
    }
  }

  private void stop(String name) {
    node(name).close();
    running.remove(name);
  }

  private SequencerNode node(String name) {
    return java.util.Objects.requireNonNull(running.get(name));
  }

  private SequencerNode leader() {
    return Await.present(
        "a member leads",
        () -> running.values().stream().filter(n -> n.log().isLeader()).findFirst());
  }

  private String aFollower() {
    return otherThan(leader().health().member());
  }

  private String otherThan(String member) {
    return running.keySet().stream().filter(n -> !n.equals(member)).findFirst().orElseThrow();
  }

  private static Answer submit(SequencerNode node, Bytes raw) {
    try {
      return node.ingress().submit(raw).answer().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer", e);
    }
  }

  private void awaitCertified(long height) {
    for (SequencerNode node : running.values()) {
      Await.until(
          node.health().member() + " holds a certificate of height " + height,
          () -> node.health().certified() >= height);
    }
  }

  @Test
  void whatAnyMemberTakesIsCertifiedOnAllMembers() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 3);
    startAll(setting, setting::config);
    leader();
    int nonce = 0;
    for (SequencerNode node : List.copyOf(running.values())) {
      assertThat(submit(node, alice.transfer(A, nonce++))).isInstanceOf(Answer.Ordered.class);
    }
    long height = leader().chain().height();
    awaitCertified(height);
    Committee committee = TestCommittee.genesis(3).committee();
    for (SequencerNode node : running.values()) {
      Certificate certificate = node.chain().certificateCovering(1).orElseThrow();
      assertThat(CertificateVerifier.verify(committee, certificate).isValid()).isTrue();
      assertThat(node.chain().header(certificate.height())).contains(certificate.header());
    }
    assertThat(fatal).isEmpty();
  }

  @Test
  void membersGoOnCertifyingWhileOneIsAwayAndAfterItCameBack() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 3);
    startAll(setting, setting::config);
    String away = leader().health().member();
    submit(leader(), alice.transfer(A, 0));
    awaitCertified(1);
    stop(away);
    submit(leader(), alice.transfer(A, 1));
    awaitCertified(2);
    SequencerNode back = start(setting, away);
    submit(leader(), alice.transfer(A, 2));
    awaitCertified(3);
    // What two others certified first it need not sign: go on until it has signed.
    for (int nonce = 3; back.health().signed() < 2; nonce++) {
      submit(leader(), alice.transfer(A, nonce));
      awaitCertified(nonce + 1);
    }
    assertThat(fatal).isEmpty();
  }

  @Test
  void aWipedDataDirectoryIsRefusedWithWhatToDo() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 1);
    start(setting, "a");
    submit(leader(), alice.transfer(A, 0));
    stop("a");
    Directories.delete(setting.data("a"));
    assertThatThrownBy(() -> start(setting, "a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("wiped")
        .hasMessageContaining("To re-join, run `metro rejoin");
  }

  @Test
  void aLogThatIsGoneIsRefusedWithWhatToDo() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 1);
    start(setting, "a");
    submit(leader(), alice.transfer(A, 0));
    stop("a");
    Directories.delete(setting.data("a").resolve("raft"));
    assertThatThrownBy(() -> start(setting, "a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("must not vote again");
  }

  @Test
  void aMemberThatWasWipedAndMadeAnewIsFoundOutByItsPeers() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 3);
    // Of two, each needs the other's signature for a certificate: both know both.
    startAll(setting, List.of("a", "b"), setting::config);
    submit(leader(), alice.transfer(A, 0));
    awaitCertified(1);
    String wiped = aFollower();
    stop(wiped);
    Directories.delete(setting.data(wiped));
    Directories.delete(setting.guard(wiped));
    MemberHome.create(setting.data(wiped), setting.guard(wiped), new SecureRandom());
    start(setting, wiped);
    Await.until("the member stops itself", () -> !fatal.isEmpty());
    assertThat(fatal.getFirst()).startsWith(wiped + ": peers hold a signature of this member");
  }

  @Test
  void aNewMemberDoesNotTakePartBeforeAMajorityHasToldWhatItKnows() throws Exception {
    NodeSetting setting = new NodeSetting(directory, 3);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread starting =
        Thread.ofVirtual().start(() -> failure.complete(catchThrowable(() -> start(setting, "a"))));
    Await.until("it waits for the others", () -> isIn(starting, Introduction.class));
    starting.interrupt();
    assertThat(failure.get(1, TimeUnit.MINUTES))
        .hasMessageContaining("interrupted while waiting for the other members");
  }

  private static boolean isIn(Thread thread, Class<?> type) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(type.getName()));
  }

  @Test
  void reJoiningSaysWhatStandsInItsWay() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 3);
    startAll(setting, setting::config);
    assertThatThrownBy(() -> rejoin(setting, setting.config("a")))
        .hasMessageContaining("is there")
        .hasMessageContaining("move the data directory away");
    // When it leads itself meanwhile, the others say that instead.
    Await.until(
        "the leader has heard from a follower", () -> isSaidToBeAlive(setting, aFollower()));
    String leading = leader().health().member();
    String lost = otherThan(leading);
    NodeConfig elsewhere = elsewhere(setting, lost);
    stop(leading);
    stop(lost);
    assertThatThrownBy(() -> rejoin(setting, elsewhere))
        .hasMessageContaining("a majority of the committee")
        .hasMessageContaining(leading + "=cannot be reached");
    assertThat(elsewhere.dataDirectory()).doesNotExist();
  }

  private boolean isSaidToBeAlive(NodeSetting setting, String member) {
    Throwable refusal = catchThrowable(() -> rejoin(setting, elsewhere(setting, member)));
    assertThat(refusal).isInstanceOf(IOException.class);
    return String.valueOf(refusal.getMessage())
        .contains("STILL_ALIVE the leader heard from " + member);
  }

  private NodeConfig elsewhere(NodeSetting setting, String member) {
    return setting.config(member, directory.resolve("elsewhere").resolve(member));
  }

  private static void rejoin(NodeSetting setting, NodeConfig config) throws IOException {
    Rejoining.prepare(config, setting.key(config.member()), Duration.ofSeconds(2));
  }

  @Test
  void aMemberThatReJoinsSignsNothingItMayHaveSigned() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 3);
    startAll(setting, setting::config);
    submit(leader(), alice.transfer(A, 0));
    awaitCertified(1);
    String wiped = leader().health().member();
    stop(wiped);
    Directories.delete(setting.data(wiped));
    Directories.delete(setting.guard(wiped));
    submit(leader(), alice.transfer(A, 1));
    long tip = leader().chain().height();
    NodeConfig config = setting.config(wiped);
    long above = Rejoining.prepare(config, setting.key(wiped), Duration.ofMinutes(2));
    assertThat(above).isGreaterThanOrEqualTo(tip);
    SequencerNode back = start(setting, wiped);
    Await.until(wiped + " is there", () -> back.chain().height() >= leader().chain().height());
    assertThat(back.health().signed()).isGreaterThanOrEqualTo(above - 1);
    submit(leader(), alice.transfer(A, 2));
    awaitCertified(above + 1);
    assertThat(fatal).isEmpty();
  }

  @Test
  void theLeaderPostsWhatIsCertified() throws Exception {
    posts(layer -> new NodeConfig.Da(DaChoice.celestia(layer.endpoint()), Optional.empty()));
  }

  @Test
  void theLeaderPostsWithAKeyOfTheCommittee() throws Exception {
    posts(layer -> {
      URI grpc = URI.create("http://127.0.0.1:" + layer.grpcPort().orElseThrow());
      CelestiaKey key = EmbeddedDaConfig.DEVELOPMENT_KEY;
      DirectConfig direct = new DirectConfig(grpc, Optional.empty(), key, FeePolicy.DEFAULT);
      return new NodeConfig.Da(
          new DaChoice.Celestia(CelestiaClientConfig.at(layer.endpoint()), Optional.of(direct)),
          Optional.of(key.address()));
    });
  }

  private void posts(Function<EmbeddedDa, NodeConfig.Da> way) throws Exception {
    try (EmbeddedDa layer =
        EmbeddedDa.start(
            EmbeddedDaConfig.in(directory.resolve("da"))
                .listening("127.0.0.1", 0)
                .servingGrpc(0)
                .every(Duration.ofMillis(200)))) {
      // Takes its ports first: those of the members are free only until somebody takes them.
      NodeSetting setting = new NodeSetting(directory, 3);
      NodeConfig.Da da = way.apply(layer);
      startAll(setting, name -> setting.config(name).withDa(da));
      leader();
      submit(leader(), alice.transfer(A, 0));
      for (SequencerNode node : running.values()) {
        Await.until(
            "the batch is known as posted on " + node.health().member(),
            () -> node.chain().view().ledger().cursor().postedHeight() >= 1);
      }
      assertThat(fatal).isEmpty();
      running.values().forEach(SequencerNode::close);
      running.clear();
    }
  }

  @Test
  void aLeaderWhoseDiskIsNearlyFullMakesRoomForAnotherAndTakesNothingUntilItHasRoom()
      throws Exception {
    NodeSetting setting = new NodeSetting(directory, 3);
    Map<String, AtomicLong> free = new TreeMap<>();
    for (String name : setting.names()) {
      free.put(name, new AtomicLong(Long.MAX_VALUE));
    }
    startAll(
        setting,
        name -> {
          AtomicLong room = java.util.Objects.requireNonNull(free.get(name));
          return setting.config(name).withDisk(new NodeConfig.Disk(1_000, room::get));
        });
    submit(leader(), alice.transfer(A, 0));
    awaitCertified(1);
    SequencerNode full = leader();
    String name = full.health().member();
    AtomicLong room = java.util.Objects.requireNonNull(free.get(name));
    room.set(999);
    Await.until("another leads", () -> full.health().diskLow() && !leader().equals(full));
    assertThat(submit(full, alice.transfer(A, 1)))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            r -> {
              assertThat(r.reason()).isEqualTo(RejectReason.OVERLOADED);
              assertThat(r.detail()).contains("disk of this member is nearly full");
              assertThat(r.retryAfterMs()).isPositive();
            });
    assertThat(full.health().isReady()).isFalse();
    SequencerNode other = node(otherThan(name));
    Await.until("it is ordered elsewhere", () -> isOrdered(other, alice.transfer(A, 1)));
    URI metrics =
        URI.create(
            "http://127.0.0.1:" + setting.config(name).ports().admin().getPort() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, metrics).body())
          .contains("metro_disk_free_bytes 999.0", "metro_disk_low 1.0");
    }
    room.set(2_000);
    Await.until("it takes submissions again", () -> full.health().isReady());
    assertThat(submit(full, alice.transfer(A, 2))).isInstanceOf(Answer.Ordered.class);
    assertThat(fatal).isEmpty();
  }

  /** False while the member that leads takes nothing. */
  private static boolean isOrdered(SequencerNode node, Bytes raw) {
    return switch (submit(node, raw)) {
      case Answer.Ordered _ -> true;
      case Answer.Refused r when r.reason() == RejectReason.OVERLOADED -> false;
      case Answer other -> throw new AssertionError("neither ordered nor put off: " + other);
    };
  }

  @Test
  void tellsHealthReadinessAndMetrics() throws IOException {
    NodeSetting setting = new NodeSetting(directory, 1);
    start(setting, "a");
    submit(leader(), alice.transfer(A, 0));
    awaitCertified(1);
    URI admin =
        URI.create("http://127.0.0.1:" + setting.config("a").ports().admin().getPort() + "/");
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, admin.resolve("health")).body())
          .contains("\"member\":\"a\"")
          .containsPattern("\"certified\":[1-9]");
      Await.until("it is ready", () -> get(client, admin.resolve("ready")).statusCode() == 200);
      assertThat(get(client, admin.resolve("metrics")).body())
          // An empty block closes the second of the first.
          .containsPattern("metro_height [1-9]")
          .contains("jvm_memory", "metro_snapshots_installed_total 0.0");
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) {
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no answer of " + uri, e);
    }
  }
}
