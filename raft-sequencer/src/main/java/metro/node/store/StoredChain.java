package metro.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;
import metro.node.chain.Chain;
import metro.node.chain.ChainEvents;
import metro.node.chain.ChainListener;
import metro.node.chain.StateView;
import metro.node.store.Database.Direction;
import metro.node.store.Rows.HeaderRow;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.BlockCodec;
import metro.state.BlockHeader;
import metro.state.HeadPath;
import metro.state.HeadsTree;
import metro.state.LedgerView;
import metro.state.Position;
import metro.state.Rollup;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/** {@link Chain} over the store. */
public final class StoredChain implements Chain {
  // Followers of all rollups read the newest blocks at about the same time.
  private static final int CACHED_BLOCKS = 64;
  private static final int CACHED_TREES = 32;

  private final Store store;
  private final ChainEvents events;
  private final Cache<Long, Block> blocks =
      Caffeine.newBuilder().maximumSize(CACHED_BLOCKS).softValues().build();
  private final Cache<Long, HeadsTree> trees =
      Caffeine.newBuilder().maximumSize(CACHED_TREES).build();

  /** Reads {@code store}; {@code events} tells listeners what is applied. */
  public StoredChain(Store store, ChainEvents events) {
    this.store = store;
    this.events = events;
  }

  @Override
  public StateView view() {
    return store.view();
  }

  @Override
  public long height() {
    return store.view().height();
  }

  @Override
  public Optional<Block> block(long height) {
    Optional<Block> lately = store.appliedLately(height).map(Store.Applied::block);
    return lately.isPresent() ? lately : stored(height);
  }

  private Optional<Block> stored(long height) {
    Block cached = blocks.getIfPresent(height);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<Block> read =
        store.reading(db -> db.get(Table.BLOCKS, Rows.number(height))).map(BlockCodec::decode);
    read.ifPresent(block -> blocks.put(height, block));
    return read;
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    Optional<BlockHeader> lately = store.appliedLately(height).map(a -> a.block().header());
    return lately.isPresent() ? lately : headerRow(height).map(HeaderRow::header);
  }

  @Override
  public Optional<Position> locate(Hash transactionId) {
    return store
        .reading(db -> db.get(Table.TRANSACTIONS, transactionId.bytes()))
        .map(Rows::position);
  }

  @Override
  public Optional<RollupBlock> rollupBlock(RollupId rollup, long number) {
    return store
        .reading(db -> db.get(Table.ROLLUP_BLOCKS, Rows.rollupKey(rollup, number)))
        .flatMap(height -> block(Rows.number(height)))
        .flatMap(block -> block.rollupBlock(rollup));
  }

  @Override
  public Optional<HeadPath> headPath(RollupId rollup, long height) {
    Optional<Rollup> registered = store.view().ledger().rollup(rollup);
    return registered.isEmpty()
        ? Optional.empty()
        : heads(height).flatMap(tree -> tree.path(registered.get().index()));
  }

  private Optional<HeadsTree> heads(long height) {
    Optional<HeadsTree> known =
        store
            .appliedLately(height)
            .map(Store.Applied::heads)
            .or(() -> Optional.ofNullable(trees.getIfPresent(height)));
    if (known.isPresent()) {
      return known;
    }
    Optional<HeadsTree> tree = headerRow(height).map(row -> tree(height, row.rollupCount()));
    tree.ifPresent(t -> trees.put(height, t));
    return tree;
  }

  @Override
  public Optional<Certificate> newestCertificate() {
    return store
        .reading(db -> db.nearest(Table.CERTIFICATES, Rows.number(Long.MAX_VALUE), Direction.DOWN))
        .map(entry -> Certificate.decode(entry.value()));
  }

  @Override
  public Optional<Certificate> certificateCovering(long height) {
    return store
        .reading(db -> db.nearest(Table.CERTIFICATES, Rows.number(height), Direction.UP))
        .map(entry -> Certificate.decode(entry.value()));
  }

  /** Keeps a valid certificate and tells listeners. For the sealer. */
  public void addCertificate(Certificate certificate) {
    store.putCertificate(certificate.height(), certificate.encode());
    events.publish(certificate.height(), l -> l.onCertificate(certificate));
  }

  @Override
  public Registration addListener(ChainListener listener) {
    return events.add(listener);
  }

  private Optional<HeaderRow> headerRow(long height) {
    return store.reading(db -> db.get(Table.HEADERS, Rows.number(height))).map(HeaderRow::decode);
  }

  // The registry only grows, so the newest state's order holds for every height before.
  private HeadsTree tree(long height, int rollupCount) {
    List<Rollup> registry = new LedgerView(store.view()).rollups();
    List<RollupHead> heads = new ArrayList<>(rollupCount);
    for (int i = 0; i < rollupCount; i++) {
      heads.add(headAt(registry.get(i).id(), height));
    }
    return HeadsTree.of(heads);
  }

  private RollupHead headAt(RollupId rollup, long height) {
    byte[] key = Rows.rollupKey(rollup, height);
    return store
        .reading(db -> db.nearest(Table.ROLLUP_HEADS, key, Direction.DOWN))
        .filter(entry -> Rows.isOfRollup(entry.key(), rollup))
        .map(entry -> Rows.head(rollup, entry.value()))
        .orElseGet(() -> RollupHead.start(rollup));
  }
}
