package metro.rollup.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Hash;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * What the node keeps beside the EVM chain: anchors, transaction records, forced transactions that
 * wait and named cursors, in RocksDB. It is always written after the EVM chain, so what it names
 * was there; what it does not name is taken back when the node starts again.
 */
public final class ChainStore implements AutoCloseable {
  private static final byte ANCHOR = 'A';
  private static final byte TRANSACTION = 'T';
  private static final byte CURSOR = 'C';
  private static final byte FORCED = 'F';

  private final Options options;
  private final RocksDB db;

  private ChainStore(Options options, RocksDB db) {
    this.options = options;
    this.db = db;
  }

  /**
   * Opens or creates the store.
   *
   * @throws UncheckedIOException when the folder cannot be used, for example because another
   *     process holds it
   */
  public static ChainStore open(Path directory) {
    RocksDB.loadLibrary();
    Options options = new Options().setCreateIfMissing(true);
    try {
      Files.createDirectories(directory);
      return new ChainStore(options, RocksDB.open(options, directory.toString()));
    } catch (IOException e) {
      options.close();
      throw new UncheckedIOException("cannot create " + directory, e);
    } catch (RocksDBException e) {
      options.close();
      throw new UncheckedIOException(new IOException("cannot open the store in " + directory, e));
    }
  }

  /** Stores a sealed second: its anchor and what became of its transactions, in one write. */
  public void put(Anchor anchor, List<TransactionRecord> records) {
    try (WriteBatch batch = new WriteBatch();
        WriteOptions write = new WriteOptions()) {
      batch.put(anchorKey(anchor.last().number()), anchor.encode());
      for (TransactionRecord record : records) {
        batch.put(transactionKey(record.outcome().txHash()), record.encode());
      }
      db.write(write, batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /** Stores forced transactions that wait; durable with the next {@link #putCursor}. */
  public void putForced(List<ForcedTransaction> transactions) {
    try (WriteBatch batch = new WriteBatch();
        WriteOptions write = new WriteOptions()) {
      for (ForcedTransaction transaction : transactions) {
        batch.put(forcedKey(transaction.sequence()), transaction.encode());
      }
      db.write(write, batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /** The forced transactions stored, by sequence number. */
  public List<ForcedTransaction> forced() {
    List<ForcedTransaction> out = new ArrayList<>();
    try (RocksIterator at = db.newIterator()) {
      for (at.seek(forcedKey(0)); at.isValid() && at.key()[0] == FORCED; at.next()) {
        out.add(ForcedTransaction.decode(at.value()));
      }
    }
    return out;
  }

  /** Forgets the forced transactions below a sequence number. */
  public void dropForcedBelow(long sequence) {
    try {
      db.deleteRange(forcedKey(0), forcedKey(sequence));
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /** Makes everything written so far durable (fsync). */
  public void sync() {
    try {
      db.flushWal(true);
    } catch (RocksDBException e) {
      throw failed("sync", e);
    }
  }

  /** The newest anchor whose last block is at or below {@code number}. */
  public Optional<Anchor> anchorAtOrBelow(long number) {
    try (RocksIterator at = db.newIterator()) {
      at.seekForPrev(anchorKey(number));
      return Anchor.decode(valueOf(at, ANCHOR));
    }
  }

  /** The first anchor whose last block is above {@code number}. */
  public Optional<Anchor> anchorAbove(long number) {
    try (RocksIterator at = db.newIterator()) {
      at.seek(anchorKey(number + 1));
      return Anchor.decode(valueOf(at, ANCHOR));
    }
  }

  /**
   * Forgets all anchors above an EVM block number; records of reverted blocks stay and are stale.
   */
  public void dropAnchorsAbove(long number) {
    try (WriteOptions write = new WriteOptions();
        WriteBatch batch = new WriteBatch()) {
      batch.deleteRange(anchorKey(number + 1), new byte[] {ANCHOR + 1});
      db.write(write, batch);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /** The record of a transaction, whether its block is still on the chain or not. */
  public Optional<TransactionRecord> record(Hash txHash) {
    return get(transactionKey(txHash)).map(TransactionRecord::decode);
  }

  /** Stores a named value durably (fsync). */
  public void putCursor(String name, byte[] value) {
    try (WriteOptions write = new WriteOptions().setSync(true)) {
      db.put(write, cursorKey(name), value);
    } catch (RocksDBException e) {
      throw failed("write", e);
    }
  }

  /** Reads a named value. */
  public Optional<byte[]> cursor(String name) {
    return get(cursorKey(name));
  }

  @Override
  public void close() {
    db.close();
    options.close();
  }

  private Optional<byte[]> get(byte[] key) {
    try {
      return Optional.ofNullable(db.get(key));
    } catch (RocksDBException e) {
      throw failed("read", e);
    }
  }

  private static Optional<byte[]> valueOf(RocksIterator at, byte kind) {
    return at.isValid() && at.key()[0] == kind ? Optional.of(at.value()) : Optional.empty();
  }

  private static byte[] anchorKey(long number) {
    return ByteBuffer.allocate(9).put(ANCHOR).putLong(number).array();
  }

  private static byte[] forcedKey(long sequence) {
    return ByteBuffer.allocate(9).put(FORCED).putLong(sequence).array();
  }

  private static byte[] transactionKey(Hash hash) {
    return ByteBuffer.allocate(33).put(TRANSACTION).put(hash.bytes()).array();
  }

  private static byte[] cursorKey(String name) {
    byte[] text = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + text.length).put(CURSOR).put(text).array();
  }

  private static UncheckedIOException failed(String what, RocksDBException cause) {
    return new UncheckedIOException(new IOException("the node's store failed to " + what, cause));
  }
}
