package metro.da.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import metro.da.Limits;
import metro.da.celestia.CometHeader;
import metro.da.celestia.DataAvailabilityHeader;
import metro.da.celestia.ExtendedSquare;
import metro.da.celestia.SoleValidator;
import metro.da.celestia.Square;
import metro.da.celestia.SquareBuilder;
import metro.da.embedded.Mempool.Waiting;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Faults;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;

/** The chain of blocks and the transactions waiting for the next one. */
final class EmbeddedChain implements AutoCloseable {
  private static final int CACHED_BLOCKS = 16;
  private static final int BLOCK_PROTOCOL = 11;
  private static final Bytes NOTHING = Bytes.wrap(Sha256.hash().bytes());
  private static final SoleValidator VALIDATOR = EmbeddedBlock.VALIDATOR;

  private final EmbeddedDaConfig config;
  private final BlockStore store;
  private final Faults faults;
  private final AnteRules rules;
  private final TxPool pool;
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

  EmbeddedChain(EmbeddedDaConfig config, BlockStore store, Faults faults) {
    this.config = config;
    this.store = store;
    this.faults = faults;
    this.rules = new AnteRules(config.chainId(), config.blocks().minUtiaPerGas());
    store.openAccounts(config.accounts().funded());
    this.pool = new TxPool(config, rules, faults, this::account);
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

  /** The network: what signatures are made for. */
  String chainId() {
    return config.chainId();
  }

  /** Where the newest block has put an account. */
  Optional<Account> account(Address address) {
    lock.lock();
    try {
      return closed
          ? Optional.empty()
          : store.account(address).or(() -> config.accounts().stranger(address));
    } finally {
      lock.unlock();
    }
  }

  /** An account after everything that waits for a block. */
  Optional<Account> pendingAccount(Address address) {
    lock.lock();
    try {
      return closed ? Optional.empty() : pool.account(address);
    } finally {
      lock.unlock();
    }
  }

  /** Checks a transaction and queues it for the next block. */
  Waiting offer(PayTx tx) throws RefusedException {
    if (tx.bytes() <= Limits.MAX_TX_BYTES) {
      BlobRules.check(tx); // costs time; needs no state
    }
    lock.lock();
    try {
      if (closed) {
        throw RefusedException.sdk(20, "the DA layer is closed: mempool is full");
      }
      return pool.offer(tx, head);
    } finally {
      lock.unlock();
    }
  }

  /** What became of a transaction. */
  TxFate fate(Hash hash) {
    lock.lock();
    try {
      return closed
          ? new TxFate.Unknown()
          : store.transaction(hash).<TxFate>map(c -> c).orElseGet(() -> pool.fate(hash));
    } finally {
      lock.unlock();
    }
  }

  /** Makes the next block from what waits; on disk when this returns. */
  EmbeddedBlock produce() {
    producing.lock();
    try {
      SquareBuilder builder = new SquareBuilder(config.maxSquareWidth());
      AccountView accounts = new AccountView(this::account);
      List<Waiting> taken = choose(builder, accounts);
      Square square = builder.build();
      DataAvailabilityHeader dah = ExtendedSquare.of(square).header();
      EmbeddedBlock block = new EmbeddedBlock(nextHeader(dah), dah, square);
      append(block, accounts, taken);
      for (int i = 0; i < taken.size(); i++) {
        PayTx tx = taken.get(i).tx();
        taken.get(i).fate().complete(new TxFate.Committed(block.height(), i, tx.gas()));
      }
      return block;
    } finally {
      producing.unlock();
    }
  }

  private List<Waiting> choose(SquareBuilder builder, AccountView accounts) {
    lock.lock();
    try {
      long height = head + 1;
      boolean empty = closed || faults.strike(Fault.FullBlocks.class).isPresent();
      return empty
          ? List.of()
          : new BlockSelection(rules, builder, accounts, height).choose(pool.candidates(height));
    } finally {
      lock.unlock();
    }
  }

  private void append(EmbeddedBlock block, AccountView accounts, List<Waiting> taken) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the DA layer is closed");
      }
      store.append(block, accounts.changes(), taken.stream().map(Waiting::tx).toList());
      pool.settle(taken, block.height());
      head = block.height();
      cache.put(head, block);
      faults.blockMade();
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private CometHeader nextHeader(DataAvailabilityHeader dah) {
    long height = head();
    Optional<EmbeddedBlock> last = block(height);
    Instant now = config.blocks().clock().instant();
    Instant time =
        last.map(b -> b.header().time().plusMillis(1))
            .map(earliest -> earliest.isAfter(now) ? earliest : now)
            .orElseGet(() -> config.blocks().genesisTime().orElse(now));
    Bytes dataRoot = Bytes.wrap(dah.dataRoot().bytes());
    return new CometHeader(
        BLOCK_PROTOCOL,
        config.blocks().appVersion(),
        config.chainId(),
        height + 1,
        time,
        last.map(EmbeddedBlock::id).orElse(CometHeader.BlockId.NONE),
        List.of(
            last.map(b -> VALIDATOR.commitHash(b.header(), b.id())).orElse(NOTHING),
            dataRoot,
            VALIDATOR.setHash(),
            VALIDATOR.setHash(),
            NOTHING,
            NOTHING,
            NOTHING,
            NOTHING,
            VALIDATOR.address()));
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
}
