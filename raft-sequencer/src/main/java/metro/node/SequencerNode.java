package metro.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import metro.da.batch.BatchFigures;
import metro.da.batch.PosterConfig;
import metro.ethereum.Secp256k1;
import metro.jsonrpc.JsonRpcLimits;
import metro.node.admin.AdminServer;
import metro.node.admin.Health;
import metro.node.admin.NodeMetrics;
import metro.node.apply.Applier;
import metro.node.chain.Chain;
import metro.node.chain.ChainEvents;
import metro.node.disk.DiskGuard;
import metro.node.follow.FollowLimits;
import metro.node.follow.FollowService;
import metro.node.ingress.BackPressure;
import metro.node.ingress.ForwardHandler;
import metro.node.ingress.Ingress;
import metro.node.ingress.LeaderLoop;
import metro.node.log.FailStop;
import metro.node.log.RaftLog;
import metro.node.member.Introduction;
import metro.node.member.MemberServer;
import metro.node.member.MembershipHandler;
import metro.node.member.PeerChannels;
import metro.node.member.PeerFitness;
import metro.node.member.PeerSignatures;
import metro.node.posting.Backlog;
import metro.node.posting.ForcedOffers;
import metro.node.posting.PosterThread;
import metro.node.posting.PostingMetrics;
import metro.node.raft.RaftSettings;
import metro.node.raft.RatisLog;
import metro.node.rpc.GrpcLimits;
import metro.node.rpc.PublicApi;
import metro.node.rpc.RpcConfig;
import metro.node.seal.BlockCheck;
import metro.node.seal.Certifier;
import metro.node.seal.Commits;
import metro.node.seal.Sealer;
import metro.node.seal.Uncertified;
import metro.node.signature.KnownKeys;
import metro.node.store.Store;
import metro.node.store.StoredChain;
import metro.node.tls.MemberTls;
import metro.soft.FileGuardStore;
import metro.soft.GuardRecord;
import metro.soft.MemberSigner;
import metro.soft.SigningGuard;
import metro.state.Ledger;
import metro.state.LedgerView;
import metro.state.LogEntry;
import metro.state.PostingCursor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a committee, wired from one configuration in the order a transaction travels;
 * closed in reverse. Holds no logic of its own.
 */
public final class SequencerNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SequencerNode.class);

  private final NodeConfig config;
  private final CloseStack parts = new CloseStack();
  private final MemberHome home;
  private final Store store;
  private final StoredChain chain;
  private final Applier applier;
  private final RatisLog log;
  private final Commits commits;
  private final Certifier certifier;
  private final Sealer sealer;
  private final PeerFitness peers;
  private final DiskGuard disk;
  private final LeaderLoop leaderLoop;
  private final Ingress ingress;
  private final MemberServer memberServer;
  private final PeerSignatures peerSignatures;
  private final Introduction introduction;
  private final Rejoining rejoining;
  private final FollowService follow;
  private final InstantSource clock;
  private final Optional<Backlog> backlog;
  private final Uncertified uncertified;
  private final Optional<PosterThread> poster;
  private final Optional<ForcedOffers> offers;
  private final AdminServer adminServer;
  private volatile boolean closing;
  private volatile Optional<PublicApi> publicApi = Optional.empty();

  /**
   * Opens everything and listens nowhere yet.
   *
   * @param config what to be
   * @param signer the member's key
   * @param clock real time
   * @param failStop what ends the member when it must not go on
   * @throws IOException saying which file, directory or port cannot be used and why
   */
  public SequencerNode(
      NodeConfig config, MemberSigner signer, InstantSource clock, FailStop failStop)
      throws IOException {
    this.config = config;
    this.clock = clock;
    try {
      MemberTls tls = MemberTls.load(config.tls());
      requireOwn(config, tls, signer);
      this.home = MemberHome.open(config.dataDirectory(), config.guardDirectory());
      boolean fresh = home.isFresh();
      SigningGuard guard = openGuard(config, signer, fresh);

      if (home.isRejoining()) {
        home.clear();
      }

      // What is applied.
      this.store = parts.add(Store.open(home.state(), Ledger.genesis(config.genesis())));
      ChainEvents events = parts.add(new ChainEvents());
      this.applier = new Applier(store, events);
      this.chain = new StoredChain(store, events);

      // The log.
      home.starting();
      this.log =
          parts.add(new RatisLog(raftSettings(tls), store, applier, failStop, home.logStart()));

      // Soft commitments.
      this.commits = new Commits();
      this.certifier = new Certifier(config.genesis().committee(), chain, commits, guard, failStop);
      KnownKeys keys =
          new KnownKeys(address -> new LedgerView(chain.view()).account(address).publicKey());
      BlockCheck check =
          parts.add(new BlockCheck(Secp256k1.fastest(), keys, config.checkThreads()));
      this.sealer =
          parts.add(new Sealer(chain, check, guard, commits, certifier, clock, Sealer.PATIENCE));

      // The way in.
      PeerChannels channels = parts.add(new PeerChannels(tls, config.memberAddresses()));
      this.peers = new PeerFitness(channels);
      this.disk = parts.add(diskGuard());
      ExecutorService answers = virtualThreads("answers");
      this.backlog = config.da().map(da -> parts.add(new Backlog(chain, da.intake())));
      BackPressure daPressure = backlog.<BackPressure>map(it -> it).orElse(BackPressure.NONE);
      this.uncertified = new Uncertified(daPressure);
      parts.add(chain.addListener(uncertified));
      this.leaderLoop =
          parts.add(
              new LeaderLoop(
                  log, chain, config.limits(), config.committee(), clock, answers, uncertified));
      this.ingress =
          parts.add(
              new Ingress(
                  config.member(),
                  config.committee(),
                  log,
                  chain,
                  leaderLoop,
                  channels,
                  config.limits(),
                  Secp256k1.fastest(),
                  keys,
                  disk));

      // Member to member.
      this.peerSignatures =
          parts.add(new PeerSignatures(channels, certifier::add, this::connectionLost));
      this.introduction = new Introduction(channels, certifier::add);
      this.memberServer =
          parts.add(
              new MemberServer(
                  new InetSocketAddress(config.ports().memberHost(), config.own().memberPort()),
                  tls,
                  config.memberNames(),
                  commits,
                  new ForwardHandler(ingress),
                  new MembershipHandler(log, log.membership(), chain::height),
                  this::isFit));
      this.rejoining = parts.add(new Rejoining(config, home, channels, guard));

      // The way out.
      this.follow = parts.add(new FollowService(chain, FollowLimits.DEFAULT));
      this.poster = config.da().map(da -> poster(da, failStop));
      this.offers = config.da().map(this::offers);

      this.adminServer =
          parts.add(new AdminServer(config.ports().admin(), metrics().registry(), this::health));
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /**
   * Opens the ports and takes part.
   *
   * @throws IOException when a port is taken or the log cannot be opened
   */
  public void start() throws IOException {
    try {
      boolean fresh = home.isFresh();
      adminServer.start();
      memberServer.start();
      peerSignatures.start();
      disk.start();
      if (fresh && config.peers().size() > 1) {
        introduction.hear(majorityWithoutThis());
      }
      if (home.isRejoining()) {
        rejoining.leave();
        log.start();
        rejoining.start();
      } else {
        log.start();
        home.ran();
      }
      sealer.start();
      backlog.ifPresent(Backlog::start);
      leaderLoop.start();
      ingress.start();
      publicApi = Optional.of(parts.add(publicApi()));
      poster.ifPresent(PosterThread::start);
      offers.ifPresent(ForcedOffers::start);
      LOG.info("member {} of committee {} started", config.member(), config.committee());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What is applied and certified. */
  public Chain chain() {
    return chain;
  }

  /** The replicated log. */
  public RaftLog log() {
    return log;
  }

  /** Where transactions come in. */
  public Ingress ingress() {
    return ingress;
  }

  /** Port of the public gRPC API; 0 before {@link #start}. */
  public int grpcPort() {
    return publicApi.map(PublicApi::grpcPort).orElse(0);
  }

  /** Port of Ethereum JSON-RPC; 0 before {@link #start}, or when it is not served. */
  public int rpcPort() {
    return publicApi.map(PublicApi::jsonRpcPort).orElse(0);
  }

  /** How the member is. */
  public Health health() {
    return new Health(
        config.member(),
        log.leaderName().orElse(""),
        log.isLeader(),
        chain.height(),
        certifier.certifiedHeight(),
        sealer.signedHeight(),
        !sealer.hasRefused(),
        disk.isLow());
  }

  /** Lets another member lead before it goes, if this one leads and another is fit. */
  @Override
  public void close() {
    closing = true;
    if (log.isLeader()) {
      handOver();
    }
    parts.close();
  }

  private void handOver() {
    for (String successor : peers.fit()) {
      if (log.handTo(successor).join()) {
        LOG.info("{} leads from here on", successor);
        return;
      }
    }
  }

  static void requireOwn(NodeConfig config, MemberTls tls, MemberSigner signer) throws IOException {
    if (!tls.member().equals(config.member())) {
      throw new IOException(
          "the certificate "
              + config.tls().certificate()
              + " is of member "
              + tls.member()
              + ", not of "
              + config.member());
    }
    boolean own =
        config.genesis().committee().members().stream()
            .anyMatch(
                m -> m.name().equals(config.member()) && m.address().equals(signer.address()));
    if (!own) {
      throw new IOException(
          "the signing key is of " + signer.address() + ", which is not member " + config.member());
    }
  }

  private SigningGuard openGuard(NodeConfig config, MemberSigner signer, boolean fresh)
      throws IOException {
    FileGuardStore guardStore = parts.add(FileGuardStore.open(config.guardDirectory()));
    if (fresh && guardStore.load().isEmpty()) {
      // From here on a missing record means that it was lost.
      long epoch = config.genesis().committee().epoch();
      guardStore.save(new GuardRecord.Floor(config.committee(), epoch, 0));
    }
    return SigningGuard.open(signer, guardStore, fresh);
  }

  private RaftSettings raftSettings(MemberTls tls) {
    return new RaftSettings(
        config.committee(),
        config.member(),
        config.raftPeers(),
        home.raft(),
        config.ports().memberHost(),
        config.ports().raftAdmin(),
        tls,
        config.timing(),
        config.retention());
  }

  private DiskGuard diskGuard() {
    return new DiskGuard(
        config.disk().space(),
        config.disk().floorBytes(),
        new DiskGuard.Leadership() {
          @Override
          public boolean leads() {
            return log.isLeader();
          }

          @Override
          public List<String> successors() {
            return peers.fit();
          }

          @Override
          public void handTo(String successor) {
            var _ = log.handTo(successor);
          }
        });
  }

  /** Whether this member could lead. */
  private boolean isFit() {
    return mayLead() && log.leaderName().isPresent();
  }

  private boolean mayLead() {
    return !closing && !disk.isLow() && !home.isRejoining();
  }

  private void connectionLost(String member) {
    if (mayLead()) {
      Thread.ofVirtual().name("succession").start(() -> succeed(member));
    }
  }

  private void succeed(String member) {
    try {
      log.connectionLost(member);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens from here on. */
  private PublicApi publicApi() {
    NodeConfig.Ports ports = config.ports();
    RpcConfig rpc =
        new RpcConfig(
            ports.grpc().getHostString(),
            ports.grpc().getPort(),
            ports.rpc().stream().mapToInt(InetSocketAddress::getPort).findFirst(),
            config.access().tls(),
            config.access().origins(),
            JsonRpcLimits.DEFAULT,
            GrpcLimits.DEFAULT,
            config.rollupNodes());
    return new PublicApi(
        config.member(), config.committee(), rpc, log, chain, ingress, follow, clock);
  }

  private ForcedOffers offers(NodeConfig.Da da) {
    return parts.add(new ForcedOffers(chain, log, da.layer().open(), raw -> ingress.submit(raw)));
  }

  private PosterThread poster(NodeConfig.Da da, FailStop failStop) {
    return parts.add(
        new PosterThread(
            PosterConfig.of(da.signer(), da.layer().policy()),
            chain,
            log,
            da.layer().open(),
            clock,
            failStop));
  }

  private NodeMetrics metrics() {
    NodeMetrics metrics = new NodeMetrics();
    poster.ifPresent(p -> PostingMetrics.add(metrics, p));
    return metrics
        .gauge(
            "prepared_batch",
            "batch on its way to the DA layer, 0 when there is none",
            () -> cursor().prepared().map(LogEntry.BatchPrepared::batch).orElse(0L))
        .gauge("posted_batch", "newest batch on the DA layer", () -> cursor().postedBatch())
        .gauge("posted_height", "newest block on the DA layer", () -> cursor().postedHeight())
        .gauge(
            "batch_raw_bytes",
            "content of the batch this member made last",
            () -> ofBatch(BatchFigures::rawBytes))
        .gauge(
            "batch_encoded_bytes", "blobs of that batch", () -> ofBatch(BatchFigures::encodedBytes))
        .gauge(
            "batch_share_bytes",
            "shares that batch pays for",
            () -> ofBatch(BatchFigures::shareBytes))
        .gauge(
            "batch_utia_per_raw_byte",
            "fee of that batch at the usual price of gas for each byte of content",
            () -> ofBatch(BatchFigures::feePerRawByte))
        .gauge(
            "unposted_bytes",
            "bytes of blocks that are not on the DA layer",
            () -> backlog.map(Backlog::bytes).orElse(0L))
        .gauge(
            "proposal_bytes_cap",
            "bytes the next proposal may have",
            () -> uncertified.cap(config.limits().proposalBytes()))
        .gauge("uncertified_transactions", "ordered and not certified", uncertified::items)
        .gauge("height", "newest applied block", chain::height)
        .gauge("certified_height", "newest certified block", certifier::certifiedHeight)
        .gauge("signed_height", "newest block this member signed", sealer::signedHeight)
        .gauge("signing", "1 while this member signs", () -> sealer.hasRefused() ? 0 : 1)
        .gauge(
            "rejoining",
            "1 until the others have taken this member in again",
            () -> home.isRejoining() ? 1 : 0)
        .gauge("disk_free_bytes", "room for the data directory", disk::freeBytes)
        .gauge(
            "disk_low",
            "1 while that is too little to take submissions",
            () -> disk.isLow() ? 1 : 0)
        .gauge("leader", "1 while this member leads", () -> log.isLeader() ? 1 : 0)
        .gauge("proposals_waiting", "proposals without a result", log::waitingProposals)
        .gauge("pool_waiting", "submissions in the leader's pool", leaderLoop::waiting)
        .counter("proposals", "proposals made by this member", leaderLoop::proposals)
        .counter("applied_entries", "log entries applied", applier::appliedEntries)
        .counter("applied_bytes", "bytes of log entries applied", applier::appliedBytes)
        .counter("stored_bytes", "bytes written to the store for them", store::writtenBytes)
        .counter(
            "snapshots_installed",
            "snapshots of another member that replaced the store",
            applier::replacements);
  }

  /** 0 when this member has made none. */
  private double ofBatch(ToDoubleFunction<BatchFigures> figure) {
    return poster.flatMap(PosterThread::figures).map(figure::applyAsDouble).orElse(0.0);
  }

  private PostingCursor cursor() {
    return chain.view().ledger().cursor();
  }

  private ExecutorService virtualThreads(String name) {
    return parts.add(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory()));
  }

  private int majorityWithoutThis() {
    return config.genesis().committee().quorum() - 1;
  }
}
