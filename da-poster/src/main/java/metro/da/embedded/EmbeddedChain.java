package metro.da.embedded;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import metro.da.Blob;
import metro.da.Limits;
import metro.da.celestia.BlobTx;
import metro.da.celestia.CometHeader;
import metro.da.celestia.DataAvailabilityHeader;
import metro.da.celestia.ExtendedSquare;
import metro.da.celestia.Gas;
import metro.da.celestia.PayForBlobs;
import metro.da.celestia.Share;
import metro.da.celestia.Square;
import metro.da.celestia.SquareBuilder;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;

/** The chain of blocks and the transactions waiting for the next one. */
final class EmbeddedChain implements AutoCloseable {
  private static final int CACHED_BLOCKS = 16;
  private static final int BLOCK_PROTOCOL = 11;
  private static final int APP_VERSION = 9;
  private static final Bytes NOTHING = Bytes.wrap(Sha256.hash().bytes());

  /** The account that pays where nobody is named. */
  static final Address DEFAULT_PAYER =
      Address.of(
          Sha256.hash("metro embedded DA account".getBytes(StandardCharsets.UTF_8)).bytes(),
          12,
          Address.SIZE);

  /**
   * A transaction that was taken.
   *
   * @param txHash its hash
   * @param included completes with the height once the block is on disk
   */
  record Taken(Hash txHash, CompletableFuture<Long> included) {}

  private final EmbeddedDaConfig config;
  private final BlockStore store;
  private final Mempool mempool = new Mempool();
  private final ReentrantLock producing = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final Map<Long, EmbeddedBlock> cache =
      new LinkedHashMap<>(CACHED_BLOCKS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, EmbeddedBlock> eldest) {
          return size() > CACHED_BLOCKS;
        }
      };
  private long head;
  private boolean closed;

  EmbeddedChain(EmbeddedDaConfig config, BlockStore store) {
    this.config = config;
    this.store = store;
    this.head = store.head().orElse(0);
  }

  /** The newest height, 0 before the first block. */
  long head() {
    lock.lock();
    try {
      return head;
    } finally {
      lock.unlock();
    }
  }

  /** The block at {@code height}, if there is one. */
  Optional<EmbeddedBlock> block(long height) {
    lock.lock();
    try {
      if (height < 1 || height > head) {
        return Optional.empty();
      }
      EmbeddedBlock cached = cache.get(height);
      if (cached != null) {
        return Optional.of(cached);
      }
      Optional<EmbeddedBlock> stored = store.block(height);
      stored.ifPresent(block -> cache.put(height, block));
      return stored;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until {@code height} exists; false when the time runs out first. */
  boolean await(long height, Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (head < height && !closed) {
        if (left <= 0) {
          return false;
        }
        left = grown.awaitNanos(left);
      }
      return head >= height;
    } finally {
      lock.unlock();
    }
  }

  /** Checks a transaction and queues it for the next block. */
  Taken offer(List<Blob> blobs, Optional<Address> signer, Optional<BigDecimal> utiaPerGas)
      throws RefusedException {
    Address payer = signer.orElse(DEFAULT_PAYER);
    requireBlobs(blobs, payer);
    BigDecimal price = utiaPerGas.orElse(config.minUtiaPerGas());
    long gas = Gas.estimate(blobs);
    long fee = Gas.feeUtia(gas, price);
    if (price.compareTo(config.minUtiaPerGas()) < 0) {
      throw new RefusedException(
          13,
          "insufficient fees; got: "
              + fee
              + "utia required: "
              + Gas.feeUtia(gas, config.minUtiaPerGas())
              + "utia: insufficient fee");
    }
    lock.lock();
    try {
      long sequence = mempool.nextSequence(payer, store.sequence(payer));
      BlobTx tx = new BlobTx(new PayForBlobs(payer, sequence, gas, fee, blobs).unsigned(), blobs);
      int bytes = tx.encode().length();
      requireFits(tx, bytes);
      CompletableFuture<Long> included = new CompletableFuture<>();
      mempool.add(new Mempool.Waiting(payer, sequence, tx, bytes, included));
      return new Taken(tx.hash(), included);
    } finally {
      lock.unlock();
    }
  }

  private static void requireBlobs(List<Blob> blobs, Address payer) throws RefusedException {
    if (blobs.isEmpty()) {
      throw new RefusedException(11110, "blob: no blobs provided");
    }
    for (Blob blob : blobs) {
      if (blob.shareVersion() > Share.MAX_SUBMITTED_VERSION) {
        throw new RefusedException(11130, "unsupported share version " + blob.shareVersion());
      }
      if (!blob.signer().map(payer::equals).orElse(true)) {
        throw new RefusedException(
            11140, "invalid blob signer: the blob's signer is not the payer " + payer);
      }
    }
  }

  private void requireFits(BlobTx tx, int bytes) throws RefusedException {
    if (bytes > Limits.MAX_TX_BYTES) {
      throw new RefusedException(
          21, "tx too large. Max size is " + Limits.MAX_TX_BYTES + ", but got " + bytes);
    }
    if (!new SquareBuilder(config.maxSquareWidth()).appendBlobTx(tx)) {
      throw new RefusedException(11139, "total blob size too large for the square");
    }
    if (closed || !mempool.hasRoomFor(bytes)) {
      throw new RefusedException(20, "mempool is full");
    }
  }

  /** Makes the next block from what waits; on disk when this returns. */
  EmbeddedBlock produce() {
    producing.lock();
    try {
      SquareBuilder builder = new SquareBuilder(config.maxSquareWidth());
      List<Mempool.Waiting> taken = drainInto(builder);
      Square square = builder.build();
      DataAvailabilityHeader dah = ExtendedSquare.of(square).header();
      EmbeddedBlock block = new EmbeddedBlock(nextHeader(dah), dah, square);
      append(block, taken);
      taken.forEach(waiting -> waiting.included().complete(block.height()));
      return block;
    } finally {
      producing.unlock();
    }
  }

  private List<Mempool.Waiting> drainInto(SquareBuilder builder) {
    lock.lock();
    try {
      return mempool.drainInto(builder);
    } finally {
      lock.unlock();
    }
  }

  private void append(EmbeddedBlock block, List<Mempool.Waiting> taken) {
    List<BlockStore.Sequence> sequences = new ArrayList<>();
    taken.forEach(w -> sequences.add(new BlockStore.Sequence(w.payer(), w.sequence() + 1)));
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the DA layer is closed");
      }
      store.append(block, sequences);
      mempool.settled();
      head = block.height();
      cache.put(head, block);
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private CometHeader nextHeader(DataAvailabilityHeader dah) {
    long height = head();
    Optional<EmbeddedBlock> last = block(height);
    Instant now = config.clock().instant();
    Instant time =
        last.map(b -> b.header().time().plusMillis(1))
            .map(earliest -> earliest.isAfter(now) ? earliest : now)
            .orElseGet(() -> config.genesisTime().orElse(now));
    Bytes dataRoot = Bytes.wrap(dah.dataRoot().bytes());
    return new CometHeader(
        BLOCK_PROTOCOL,
        APP_VERSION,
        config.chainId(),
        height + 1,
        time,
        last.map(EmbeddedBlock::id).orElse(CometHeader.BlockId.NONE),
        List.of(
            NOTHING,
            dataRoot,
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            Bytes.wrap(DEFAULT_PAYER.bytes())));
  }

  /** Ends all waiting; afterwards there are no blocks to read. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      head = 0;
      cache.clear();
      grown.signalAll();
      store.close();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a transaction; empty when the time runs out first: it may still be included. */
  static Optional<Long> awaitIncluded(Taken taken, Duration timeout) throws InterruptedException {
    try {
      return Optional.of(taken.included().get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("inclusion never fails", e);
    }
  }
}
