package metro.da.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.Signature;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.soft.Certificate;
import metro.soft.CommitMessage;
import metro.soft.MemberKey;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.ChangeSet;
import metro.state.Committee;
import metro.state.Genesis;
import metro.state.HeadPath;
import metro.state.Ledger;
import metro.state.LogEntry;
import metro.state.NonceMode;
import metro.state.PayMode;
import metro.state.PostingCursor;
import metro.state.ProposedSender;
import metro.state.RollupId;
import metro.state.StateKey;
import metro.state.StateReader;
import metro.state.StateValue;

/** A committee's ledger over a map, with blocks of signed transactions and certificates. */
final class Line implements BlockSource {
  static final long P = 9_000;
  private static final int FEW = 5;

  private static final Address RECIPIENT =
      Address.fromHex("0x00000000000000000000000000000000000000aa");

  final List<MemberKey> keys = IntStream.range(1, 4).mapToObj(Line::key).toList();
  final Committee committee =
      new Committee(
          P,
          0,
          IntStream.range(0, 3)
              .mapToObj(i -> new Committee.Member("m" + i, keys.get(i).address()))
              .toList());
  final List<Block> blocks = new ArrayList<>();

  final List<RollupId> rollups;

  private final SplittableRandom random;
  private final TransactionSigner user = signer(77);
  private final Map<StateKey, Bytes> store = new HashMap<>();
  private final StateReader reader = key -> Optional.ofNullable(store.get(key)).map(StateValue::of);
  private final List<BlockHeader> headers = new ArrayList<>();
  private final List<Map<RollupId, HeadPath>> paths = new ArrayList<>();
  private final NavigableMap<Long, Certificate> certificates = new TreeMap<>();
  private final Map<RollupId, Long> nonces = new HashMap<>();
  private final Ledger ledger;
  private long timeMs = 1_767_225_600_000L;

  Line(long seed) {
    this(seed, FEW);
  }

  Line(long seed, int rollups) {
    this.rollups = IntStream.range(0, rollups).mapToObj(i -> new RollupId(100L + i)).toList();
    random = new SplittableRandom(seed);
    Genesis genesis =
        new Genesis(
            committee,
            List.of(),
            new Genesis.FeeSchedule(1, 0),
            this.rollups.stream()
                .map(id ->
                    new Genesis.RollupSpec(
                        id, "r" + id, RECIPIENT, PayMode.SENDER, NonceMode.STRICT))
                .toList(),
            Genesis.credits(Map.of(user.address(), 1_000_000_000L)));
    write(Ledger.genesis(genesis));
    ledger = new Ledger(reader);
    headers.add(ledger.tip());
    rememberPaths();
  }

  private static MemberKey key(int number) {
    byte[] secret = new byte[MemberKey.SIZE];
    secret[31] = (byte) number;
    return MemberKey.of(secret);
  }

  private static TransactionSigner signer(int number) {
    byte[] secret = new byte[32];
    secret[31] = (byte) number;
    return new TransactionSigner(Secp256k1.fastest(), secret);
  }

  private void write(ChangeSet changes) {
    for (ChangeSet.Change change : changes.changes()) {
      change
          .value()
          .ifPresentOrElse(
              v -> store.put(change.key(), v.bytes()), () -> store.remove(change.key()));
    }
  }

  /** What a log entry does, on every member at once. */
  void apply(LogEntry entry) {
    var result = ledger.apply(entry);
    write(result.changes());
    result
        .block()
        .ifPresent(block -> {
          blocks.add(block);
          headers.add(block.header());
          rememberPaths();
        });
  }

  private void rememberPaths() {
    Map<RollupId, HeadPath> now = new HashMap<>();
    rollups.forEach(id -> ledger.headPath(id).ifPresent(path -> now.put(id, path)));
    paths.add(now);
  }

  /** One block of {@code transactions} transfers with up to {@code maxBytes} bytes of data. */
  void block(int transactions, int maxBytes) {
    timeMs += random.nextInt(1, 700);
    List<LogEntry.ProposedItem> items = new ArrayList<>();
    for (int i = 0; i < transactions; i++) {
      RollupId rollup = rollups.get(random.nextInt(rollups.size()));
      long nonce = nonces.merge(rollup, 1L, Long::sum) - 1;
      byte[] data = new byte[random.nextInt(maxBytes + 1)];
      random.nextBytes(data);
      var unsigned =
          new FeeMarketTransaction(
              rollup.chainId(),
              nonce,
              UInt256.ONE,
              UInt256.of(1_000_000_000),
              21_000,
              Optional.of(RECIPIENT),
              UInt256.of(nonce + 1),
              Bytes.wrap(data),
              List.of(),
              TransactionSigner.unsigned());
      byte[] secret = new byte[32];
      secret[31] = 77;
      items.add(
          new LogEntry.ProposedTransaction(
              Bytes.wrap(user.sign(unsigned).encode()),
              new ProposedSender.FirstSeen(Bytes.wrap(Secp256k1.fastest().publicKey(secret)))));
    }
    apply(new LogEntry.BlockProposal(timeMs, false, items));
  }

  /** A certificate of the newest block by two members chosen at random. */
  void certify() {
    BlockHeader tip = ledger.tip();
    if (tip.height() > 0) {
      certificates.put(tip.height(), certificate(tip, random.nextInt(3)));
    }
  }

  private Certificate certificate(BlockHeader header, int missing) {
    int bitmap = 0b111 & ~(1 << missing);
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      if (i != missing) {
        signatures.add(keys.get(i).sign(CommitMessage.of(header)));
      }
    }
    return new Certificate(header, bitmap, signatures);
  }

  /** What a member reads that holds a certificate of one height only, by all but one member. */
  BlockSource holding(long certified, int missing) {
    return new Member(this, certificate(headers.get((int) certified), missing));
  }

  private record Member(Line line, Certificate certificate) implements BlockSource {
    @Override
    public Committee committee() {
      return line.committee();
    }

    @Override
    public PostingCursor cursor() {
      return line.cursor();
    }

    @Override
    public long certifiedHeight() {
      return certificate.height();
    }

    @Override
    public Optional<Block> block(long height) {
      return line.block(height);
    }

    @Override
    public Optional<BlockHeader> header(long height) {
      return line.header(height);
    }

    @Override
    public Optional<HeadPath> headPath(RollupId rollup, long height) {
      return line.headPath(rollup, height);
    }

    @Override
    public Optional<Certificate> certificateCovering(long height) {
      return Optional.of(certificate).filter(c -> c.height() >= height);
    }
  }

  long timeMs() {
    return timeMs;
  }

  @Override
  public Committee committee() {
    return committee;
  }

  @Override
  public PostingCursor cursor() {
    return ledger.view().cursor();
  }

  @Override
  public long certifiedHeight() {
    return certificates.isEmpty() ? 0 : certificates.lastKey();
  }

  @Override
  public Optional<Block> block(long height) {
    return height < 1 || height > blocks.size()
        ? Optional.empty()
        : Optional.of(blocks.get((int) height - 1));
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    return height < 0 || height >= headers.size()
        ? Optional.empty()
        : Optional.of(headers.get((int) height));
  }

  @Override
  public Optional<HeadPath> headPath(RollupId rollup, long height) {
    return Optional.ofNullable(paths.get((int) height).get(rollup));
  }

  @Override
  public Optional<Certificate> certificateCovering(long height) {
    return Optional.ofNullable(certificates.ceilingEntry(height)).map(Map.Entry::getValue);
  }
}
