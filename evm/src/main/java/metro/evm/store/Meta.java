package metro.evm.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;

/** The table of single values. */
final class Meta {
  static final String HEAD = "head";

  /** The newest block whose trie nodes are in the table, at most the head. */
  static final String TRIE = "trie";

  static final String SAFE = "safe";
  static final String FINALIZED = "finalized";

  private static final String FIRST_STATE = "first-state";
  private static final String SCHEMA = "schema";
  private static final long SCHEMA_VERSION = 1;

  private final KeyValueStore store;

  Meta(KeyValueStore store) {
    this.store = store;
  }

  /** Refuses tables of another version; marks new ones. */
  void checkSchema() {
    Optional<Long> found = number(SCHEMA);
    if (found.isEmpty()) {
      try (KeyValueStore.Batch batch = store.batch()) {
        batch.put(Table.META, key(SCHEMA), Keys.number(SCHEMA_VERSION));
        batch.commit();
      }
    } else if (found.get() != SCHEMA_VERSION) {
      throw new IllegalStateException(
          "the store has schema "
              + found.get()
              + ", this program writes "
              + SCHEMA_VERSION
              + ": delete the folder and derive the chain again");
    }
  }

  Optional<BlockRef> get(String name) {
    return store.get(Table.META, key(name)).map(ValueCodec::head);
  }

  void put(KeyValueStore.Batch batch, String name, BlockRef ref) {
    batch.put(Table.META, key(name), ValueCodec.encode(ref));
  }

  /** The earliest block whose state can be read. */
  long firstState() {
    return number(FIRST_STATE).orElse(0L);
  }

  void putFirstState(KeyValueStore.Batch batch, long number) {
    batch.put(Table.META, key(FIRST_STATE), Keys.number(number));
  }

  private Optional<Long> number(String name) {
    return store.get(Table.META, key(name)).map(Keys::toNumber);
  }

  private static byte[] key(String name) {
    return name.getBytes(US_ASCII);
  }
}
