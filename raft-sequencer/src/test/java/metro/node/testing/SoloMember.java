package metro.node.testing;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import metro.ethereum.Address;
import metro.ethereum.Secp256k1;
import metro.node.apply.Applier;
import metro.node.chain.ChainEvents;
import metro.node.follow.FollowLimits;
import metro.node.follow.FollowService;
import metro.node.ingress.BackPressure;
import metro.node.ingress.Ingress;
import metro.node.ingress.IngressLimits;
import metro.node.ingress.Intake;
import metro.node.ingress.LeaderLoop;
import metro.node.log.RaftLog;
import metro.node.log.SingleProcessLog;
import metro.node.rpc.PublicApi;
import metro.node.rpc.RpcConfig;
import metro.node.signature.KnownKeys;
import metro.node.store.Store;
import metro.node.store.StoredChain;
import metro.soft.CertificateBuilder;
import metro.soft.CommitMessage;
import metro.soft.MemberKey;
import metro.soft.SoftCommit;
import metro.state.BlockHeader;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.Genesis.FeeSchedule;
import metro.state.Genesis.RollupSpec;
import metro.state.Ledger;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.RollupId;

/**
 * One member with everything real but consensus: store, ledger, pool, gRPC and JSON-RPC on
 * loopback. Rollup A is strict, B tolerant, C sponsored by wallet 1. Wallets 1 to 20 have money.
 */
public final class SoloMember implements AutoCloseable {
  /** The committee's chain id. */
  public static final long P = 9_000;

  /** Strict nonces, the sender pays. */
  public static final long A = 100;

  /** Tolerant nonces, the sender pays. */
  public static final long B = 200;

  /** Tolerant nonces, wallet 1 pays. */
  public static final long C = 300;

  /** What an account begins with, utia. */
  public static final long CREDIT = 1_000_000_000L;

  /** The posted price. */
  public static final FeeSchedule FEES = new FeeSchedule(1_000, 10);

  private static final String NAME = "solo";
  private static final MemberKey KEY = MemberKey.of(new Person(1_000).privateKey());

  private final List<Runnable> parts = new ArrayList<>();
  private final StoredChain chain;
  private final RaftLog log;
  private final LeaderLoop leader;
  private final Ingress ingress;
  private final FollowService follow;
  private final PublicApi api;

  /** Its genesis. */
  public static Genesis genesis() {
    TreeMap<Address, Long> credits = new TreeMap<>();
    for (int i = 1; i <= 20; i++) {
      credits.put(new Wallet(i).address(), CREDIT);
    }
    Address owner = new Wallet(1).address();
    Committee committee = new Committee(P, 0, List.of(new Committee.Member(NAME, KEY.address())));
    return new Genesis(
        committee,
        List.of(owner),
        FEES,
        List.of(
            new RollupSpec(new RollupId(A), "alpha", owner, PayMode.SENDER, NonceMode.STRICT),
            new RollupSpec(new RollupId(B), "beta", owner, PayMode.SENDER, NonceMode.WINDOW),
            new RollupSpec(new RollupId(C), "gamma", owner, PayMode.SPONSOR, NonceMode.WINDOW)),
        credits);
  }

  /** With the usual limits. */
  public static SoloMember start(Path directory) {
    return start(directory, IngressLimits.defaults(2), RpcConfig.loopback(0, 0), log -> log);
  }

  /** With chosen limits and something that slows intake. */
  public static SoloMember start(
      Path directory, IngressLimits limits, Function<StoredChain, BackPressure> pressure) {
    return new SoloMember(
        directory, limits, RpcConfig.loopback(0, 0), FollowLimits.DEFAULT, log -> log, pressure);
  }

  /** With chosen limits and something between pool and log. */
  public static SoloMember start(
      Path directory, IngressLimits limits, RpcConfig config, UnaryOperator<RaftLog> between) {
    return new SoloMember(
        directory, limits, config, FollowLimits.DEFAULT, between, _ -> BackPressure.NONE);
  }

  /** With chosen limits of its streams. */
  public static SoloMember start(Path directory, FollowLimits follow) {
    return new SoloMember(
        directory,
        IngressLimits.defaults(2),
        RpcConfig.loopback(0, 0),
        follow,
        log -> log,
        _ -> BackPressure.NONE);
  }

  private SoloMember(
      Path directory,
      IngressLimits limits,
      RpcConfig config,
      FollowLimits followLimits,
      UnaryOperator<RaftLog> between,
      Function<StoredChain, BackPressure> pressure) {
    InstantSource clock = InstantSource.system();
    Store store = add(Store.open(directory, Ledger.genesis(genesis())));
    ChainEvents events = add(new ChainEvents());
    chain = new StoredChain(store, events);
    SingleProcessLog own =
        add(
            new SingleProcessLog(
                NAME,
                store,
                new Applier(store, events),
                (what, cause) -> {
                  throw new AssertionError(what, cause);
                }));
    log = between.apply(own);
    ExecutorService answers = Executors.newVirtualThreadPerTaskExecutor();
    parts.add(answers::shutdownNow);
    leader = add(new LeaderLoop(log, chain, limits, P, clock, answers, pressure.apply(chain)));
    ingress =
        add(
            new Ingress(
                NAME,
                P,
                log,
                chain,
                leader,
                m -> Optional.empty(),
                limits,
                Secp256k1.fastest(),
                new KnownKeys(_ -> Optional.empty()),
                Intake.OPEN));
    follow = add(new FollowService(chain, followLimits));
    api = add(new PublicApi(NAME, P, config, log, chain, ingress, follow, clock));
    leader.start();
    ingress.start();
  }

  private <T extends AutoCloseable> T add(T part) {
    parts.add(() -> close(part));
    return part;
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new AssertionError("cannot close " + part, e);
    }
  }

  /** Its chain. */
  public StoredChain chain() {
    return chain;
  }

  /** Its log. */
  public RaftLog log() {
    return log;
  }

  /** Its pool. */
  public LeaderLoop leader() {
    return leader;
  }

  /** Its way in. */
  public Ingress ingress() {
    return ingress;
  }

  /** Its streams. */
  public FollowService follow() {
    return follow;
  }

  /** Its ports. */
  public PublicApi api() {
    return api;
  }

  /** Signs the header at {@code height}: a certificate of this committee of one. */
  public void certify(long height) {
    BlockHeader header = chain.header(height).orElseThrow();
    CertificateBuilder builder = new CertificateBuilder(genesis().committee());
    builder.add(new SoftCommit(header, KEY.address(), KEY.sign(CommitMessage.of(header))));
    chain.addCertificate(builder.newest().orElseThrow());
  }

  @Override
  public void close() {
    parts.reversed().forEach(Runnable::run);
  }
}
