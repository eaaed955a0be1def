package metro.da.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import metro.da.celestia.CometHeader;
import metro.da.celestia.DataAvailabilityHeader;
import metro.da.celestia.HeaderJson;
import metro.da.celestia.JsonFields;
import metro.da.celestia.Namespace;
import metro.da.celestia.Share;
import metro.da.celestia.Square;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import tools.jackson.databind.JsonNode;

/**
 * Blocks on disk: the header's JSON under 'h' and the height, the shares before the tail padding
 * under 's' and the height, accounts under 'a', where transactions are under 't' and their hash,
 * the newest height under 'n'. A block and all it changes is one synced write.
 */
final class BlockStore implements AutoCloseable {
  private static final byte[] HEAD = {'n'};
  private static final byte[] CHAIN = {'c'};
  private static final byte[] OPENED = {'o'};
  private static final byte[] FORMAT = {'f'};
  private static final byte[] FORMAT_NOW = {2};

  private final RocksDB db;
  private final Options options;
  private final WriteOptions synced = new WriteOptions().setSync(true);

  private BlockStore(RocksDB db, Options options) {
    this.db = db;
    this.options = options;
  }

  /**
   * Opens or makes the store.
   *
   * @throws IllegalStateException when the directory is another network's or cannot be opened
   */
  static BlockStore open(Path directory, String chainId) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the DA directory " + directory, e);
    }
    Options options = new Options().setCreateIfMissing(true).setMaxOpenFiles(256);
    try {
      BlockStore store = new BlockStore(RocksDB.open(options, directory.toString()), options);
      store.requireChain(chainId, directory);
      store.requireFormat(directory);
      return store;
    } catch (RocksDBException e) {
      options.close();
      throw new IllegalStateException(
          "cannot open the DA directory " + directory + "; is another process using it?", e);
    }
  }

  private void requireChain(String chainId, Path directory) {
    byte[] wanted = chainId.getBytes(StandardCharsets.UTF_8);
    byte[] found = get(CHAIN).orElse(wanted);
    if (!Arrays.equals(found, wanted)) {
      close();
      throw new IllegalStateException(
          "the DA directory "
              + directory
              + " holds network "
              + new String(found, StandardCharsets.UTF_8)
              + ", not "
              + chainId);
    }
  }

  private void requireFormat(Path directory) {
    if (head().isPresent() && !Arrays.equals(get(FORMAT).orElse(new byte[0]), FORMAT_NOW)) {
      close();
      throw new IllegalStateException(
          "the DA directory " + directory + " was made by an older version; take a new one");
    }
  }

  OptionalLong head() {
    return get(HEAD)
        .map(bytes -> OptionalLong.of(ByteBuffer.wrap(bytes).getLong()))
        .orElse(OptionalLong.empty());
  }

  Optional<EmbeddedBlock> block(long height) {
    Optional<byte[]> header = get(key('h', height));
    Optional<byte[]> square = get(key('s', height));
    return header.isEmpty() || square.isEmpty()
        ? Optional.empty()
        : Optional.of(decode(header.orElseThrow(), square.orElseThrow()));
  }

  Optional<Account> account(Address address) {
    return get(accountKey(address)).map(Account::decode);
  }

  /** Where a transaction is. */
  Optional<TxFate.Committed> transaction(Hash hash) {
    return get(transactionKey(hash))
        .map(ByteBuffer::wrap)
        .map(in -> new TxFate.Committed(in.getLong(), in.getInt(), in.getLong()));
  }

  /** Opens accounts that do not exist yet, numbered in the order of their addresses. */
  void openAccounts(Map<Address, Long> balances) {
    try (WriteBatch batch = new WriteBatch()) {
      long number = get(OPENED).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
      for (Map.Entry<Address, Long> funded : new TreeMap<>(balances).entrySet()) {
        if (account(funded.getKey()).isEmpty()) {
          Account opened = Account.opened(number++, funded.getValue());
          batch.put(accountKey(funded.getKey()), opened.encode());
        }
      }
      batch.put(OPENED, number(number));
      batch.put(FORMAT, FORMAT_NOW);
      db.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot open the DA layer's accounts", e);
    }
  }

  /** Writes a block and what its transactions changed; on disk when this returns. */
  void append(EmbeddedBlock block, Map<Address, Account> accounts, List<PayTx> transactions) {
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(key('h', block.height()), JsonFields.MAPPER.writeValueAsBytes(block.json()));
      batch.put(key('s', block.height()), encode(block.square()));
      for (Map.Entry<Address, Account> changed : accounts.entrySet()) {
        batch.put(accountKey(changed.getKey()), changed.getValue().encode());
      }
      for (int i = 0; i < transactions.size(); i++) {
        PayTx tx = transactions.get(i);
        batch.put(transactionKey(tx.hash()), place(block.height(), i, tx.gas()));
      }
      batch.put(CHAIN, block.header().chainId().getBytes(StandardCharsets.UTF_8));
      batch.put(HEAD, number(block.height()));
      db.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot write DA block " + block.height(), e);
    }
  }

  private static byte[] place(long height, int index, long gas) {
    return ByteBuffer.allocate(20).putLong(height).putInt(index).putLong(gas).array();
  }

  private static EmbeddedBlock decode(byte[] headerJson, byte[] square) {
    JsonNode json = JsonFields.MAPPER.readTree(headerJson);
    CometHeader header = HeaderJson.raw(json.get("header"));
    DataAvailabilityHeader dah = HeaderJson.extended(json).dah();
    return new EmbeddedBlock(header, dah, decodeSquare(square));
  }

  private static byte[] encode(Square square) {
    byte[] cells = square.cells().arrayForReading();
    int used = cells.length / Share.SIZE;
    while (used > 0 && square.share(used - 1).isOf(Namespace.TAIL_PADDING)) {
      used--;
    }
    return ByteBuffer.allocate(4 + used * Share.SIZE)
        .putInt(square.width())
        .put(cells, 0, used * Share.SIZE)
        .array();
  }

  private static Square decodeSquare(byte[] stored) {
    int width = ByteBuffer.wrap(stored).getInt();
    byte[] cells = new byte[width * width * Share.SIZE];
    int used = stored.length - 4;
    System.arraycopy(stored, 4, cells, 0, used);
    byte[] tail = Share.padding(Namespace.TAIL_PADDING, 0).bytes().arrayForReading();
    for (int at = used; at < cells.length; at += Share.SIZE) {
      System.arraycopy(tail, 0, cells, at, Share.SIZE);
    }
    return new Square(width, Bytes.wrap(cells));
  }

  private Optional<byte[]> get(byte[] key) {
    try {
      return Optional.ofNullable(db.get(key));
    } catch (RocksDBException e) {
      throw new IllegalStateException("cannot read the DA store", e);
    }
  }

  private static byte[] key(char kind, long height) {
    return ByteBuffer.allocate(9).put((byte) kind).putLong(height).array();
  }

  private static byte[] accountKey(Address account) {
    return ByteBuffer.allocate(1 + Address.SIZE).put((byte) 'a').put(account.bytes()).array();
  }

  private static byte[] transactionKey(Hash hash) {
    return ByteBuffer.allocate(1 + Hash.SIZE).put((byte) 't').put(hash.bytes()).array();
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  @Override
  public void close() {
    synced.close();
    db.close();
    options.close();
  }
}
