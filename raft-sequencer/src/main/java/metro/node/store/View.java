package metro.node.store;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.node.chain.StateView;
import metro.state.BlockHeader;
import metro.state.LedgerView;
import metro.state.StateKey;
import metro.state.StateValue;
import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

/** The state as of one write: a RocksDB snapshot, let go when this object is garbage. */
final class View implements StateView {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The store's write counter when this view was made. */
  final long madeAt;

  private final Store store;
  private final long generation;
  private final ReadOptions options;
  private final BlockHeader header;

  /** Called while {@code database} cannot go away. */
  View(Store store, Database database, long generation, long madeAt) {
    this.store = store;
    this.generation = generation;
    this.madeAt = madeAt;
    Snapshot snapshot = database.snapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
    CLEANER.register(this, new Release(store, generation, snapshot, options));
    this.header =
        new LedgerView(key -> database.get(Table.STATE, bytes(key), options).map(View::value))
            .tip();
  }

  @Override
  public Optional<StateValue> get(StateKey key) {
    return store.cached(key, madeAt, this::read);
  }

  private Optional<StateValue> read(StateKey key) {
    try {
      return store
          .readingGeneration(
              generation, db -> db.get(Table.STATE, bytes(key), options).map(View::value))
          .orElseThrow(() -> new StoreException("this view of the state is gone: take a new one"));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public BlockHeader header() {
    return header;
  }

  private static StateValue value(byte[] bytes) {
    return StateValue.of(Bytes.wrap(bytes));
  }

  private static byte[] bytes(StateKey key) {
    return key.bytes().arrayForReading();
  }

  /** Must not reach the view itself. */
  private record Release(Store store, long generation, Snapshot snapshot, ReadOptions options)
      implements Runnable {
    @Override
    public void run() {
      store.readingGeneration(
          generation,
          db -> {
            db.release(snapshot);
            return snapshot;
          });
      options.close();
      snapshot.close();
    }
  }
}
