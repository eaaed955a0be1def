package metro.evm.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.evm.block.Block;
import metro.evm.block.BlockHeader;
import metro.evm.block.Bloom;
import metro.evm.block.Receipt;
import metro.evm.block.Withdrawal;

/** The canonical blocks and the ways to find them. */
final class ChainIndex {
  private static final int POSITION_BYTES = Long.BYTES + Integer.BYTES;

  private final KeyValueStore store;

  ChainIndex(KeyValueStore store) {
    this.store = store;
  }

  void put(KeyValueStore.Batch batch, StoredBlock stored) {
    BlockHeader header = stored.block().header();
    byte[] number = Keys.number(header.number());
    batch.put(
        Table.HEADERS,
        number,
        RlpWriter.encodeList(w -> {
          w.hash(stored.hash());
          header.write(w);
        }));
    batch.put(Table.NUMBERS, stored.hash().bytes(), number);
    batch.put(Table.BODIES, number, body(stored));
    batch.put(
        Table.RECEIPTS,
        number,
        RlpWriter.encodeList(w -> stored.receipts().forEach(r -> r.writeStored(w))));
    putTransactions(batch, stored, header.number());
    if (!header.logsBloom().equals(Bloom.EMPTY)) {
      batch.put(Table.BLOOMS, number, header.logsBloom().bytes());
    }
  }

  private static void putTransactions(KeyValueStore.Batch batch, StoredBlock stored, long number) {
    for (int i = 0; i < stored.transactionHashes().size(); i++) {
      byte[] position = ByteBuffer.allocate(POSITION_BYTES).putLong(number).putInt(i).array();
      batch.put(Table.TRANSACTIONS, stored.transactionHashes().get(i).bytes(), position);
    }
  }

  private static byte[] body(StoredBlock stored) {
    Block block = stored.block();
    return RlpWriter.encodeList(w -> {
      w.listOf(block.transactions(), (x, t) -> x.bytes(t.arrayForReading()));
      w.listOf(stored.transactionHashes(), RlpWriter::hash);
      w.listOf(stored.senders(), RlpWriter::address);
      w.listOf(block.withdrawals(), (x, withdrawal) -> withdrawal.write(x));
      if (!stored.requests().isEmpty()) {
        w.listOf(stored.requests(), (x, request) -> x.bytes(request.arrayForReading()));
      }
    });
  }

  void delete(KeyValueStore.Batch batch, StoredBlock stored) {
    byte[] number = Keys.number(stored.block().header().number());
    batch.delete(Table.HEADERS, number);
    batch.delete(Table.NUMBERS, stored.hash().bytes());
    batch.delete(Table.BODIES, number);
    batch.delete(Table.RECEIPTS, number);
    batch.delete(Table.BLOOMS, number);
    stored.transactionHashes().forEach(h -> batch.delete(Table.TRANSACTIONS, h.bytes()));
  }

  Optional<Long> number(Hash hash) {
    return store.get(Table.NUMBERS, hash.bytes()).map(Keys::toNumber);
  }

  Optional<Hash> hash(long number) {
    return store
        .get(Table.HEADERS, Keys.number(number))
        .map(bytes -> RlpReader.of(bytes).list().hash());
  }

  Optional<BlockHeader> header(long number) {
    return store
        .get(Table.HEADERS, Keys.number(number))
        .map(bytes -> {
          RlpReader in = RlpReader.of(bytes).list();
          in.hash();
          return BlockHeader.read(in);
        });
  }

  Optional<StoredBlock> block(long number) {
    byte[] key = Keys.number(number);
    Optional<byte[]> header = store.get(Table.HEADERS, key);
    Optional<byte[]> body = store.get(Table.BODIES, key);
    return header.isEmpty() || body.isEmpty()
        ? Optional.empty()
        : Optional.of(block(header.get(), body.get(), receipts(number)));
  }

  private static StoredBlock block(byte[] header, byte[] body, List<Receipt> receipts) {
    RlpReader head = RlpReader.of(header).list();
    Hash hash = head.hash();
    RlpReader in = RlpReader.of(body).list();
    List<Bytes> transactions = in.listOf(r -> Bytes.wrap(r.bytes()));
    List<Hash> hashes = in.listOf(RlpReader::hash);
    List<Address> senders = in.listOf(RlpReader::address);
    List<Withdrawal> withdrawals = in.listOf(Withdrawal::read);
    List<Bytes> requests = in.isAtEnd() ? List.of() : in.listOf(r -> Bytes.wrap(r.bytes()));
    Block block = new Block(BlockHeader.read(head), transactions, withdrawals);
    return new StoredBlock(block, hash, hashes, senders, receipts, requests);
  }

  List<Receipt> receipts(long number) {
    return store
        .get(Table.RECEIPTS, Keys.number(number))
        .map(bytes -> RlpReader.of(bytes).listOf(Receipt::readStored))
        .orElse(List.of());
  }

  Optional<TransactionPosition> transaction(Hash hash) {
    return store
        .get(Table.TRANSACTIONS, hash.bytes())
        .map(ByteBuffer::wrap)
        .map(position -> new TransactionPosition(position.getLong(), position.getInt()));
  }

  void scanBlooms(long from, long to, Predicate<Bloom> wanted, LongPredicate visitor) {
    store.scan(
        Table.BLOOMS,
        Keys.number(from),
        (key, value) -> {
          long number = Keys.toNumber(key);
          if (number > to) {
            return false;
          }
          return !wanted.test(Bloom.of(value)) || visitor.test(number);
        });
  }
}
