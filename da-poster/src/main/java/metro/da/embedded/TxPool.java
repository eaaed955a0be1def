package metro.da.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import metro.da.Limits;
import metro.da.celestia.SquareBuilder;
import metro.da.embedded.Mempool.Waiting;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Faults;
import metro.ethereum.Address;
import metro.ethereum.Hash;

/**
 * What happens to transactions before they are in a block: admission on top of everything that
 * waits, eviction, and a second check after every block. Guarded by the chain's lock.
 */
final class TxPool {
  /** Transactions whose end without a block is remembered. */
  static final int MAX_FATES = 10_000;

  private final EmbeddedDaConfig config;
  private final AnteRules rules;
  private final Faults faults;
  private final Function<Address, Optional<Account>> onChain;
  private final Mempool mempool = new Mempool();
  private final Map<Hash, Integer> leaving = new HashMap<>();
  private final Map<Hash, Elsewhere> elsewhere = new LinkedHashMap<>();
  private final Map<Hash, TxFate> fates =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, TxFate> eldest) {
          return size() > MAX_FATES;
        }
      };
  private AccountView checked;
  private long arrivals;

  /** A transaction this node dropped and another validator still has, from a height on. */
  private record Elsewhere(Waiting waiting, long from) {}

  TxPool(
      EmbeddedDaConfig config,
      AnteRules rules,
      Faults faults,
      Function<Address, Optional<Account>> onChain) {
    this.config = config;
    this.rules = rules;
    this.faults = faults;
    this.onChain = onChain;
    this.checked = new AccountView(onChain);
  }

  /** An account after everything that waits. */
  Optional<Account> account(Address address) {
    return checked.find(address);
  }

  /** Checks and takes a transaction whose blobs were checked before. */
  Waiting offer(PayTx tx, long head) throws RefusedException {
    refuseByFault(tx);
    if (mempool.contains(tx.hash())) {
      throw RefusedException.sdk(19, "tx already in mempool");
    }
    requireFits(tx);
    AccountView trial = new AccountView(checked::find);
    rules.pass(tx, head, trial);
    makeRoom(tx);
    trial.changes().forEach(checked::put);
    Waiting waiting = new Waiting(tx, arrivals++, head, new CompletableFuture<>());
    mempool.add(waiting);
    fates.remove(tx.hash());
    elsewhere.remove(tx.hash());
    faults
        .strike(Fault.EvictedThenIncluded.class)
        .ifPresent(fault -> leaving.put(tx.hash(), fault.blocks()));
    return waiting;
  }

  private void refuseByFault(PayTx tx) throws RefusedException {
    if (faults.strike(Fault.SequenceMismatch.class).isPresent()) {
      throw AnteRules.sequenceMismatch(tx.sequence() + 1, tx.sequence());
    }
    if (faults.strike(Fault.TooLarge.class).isPresent()) {
      throw tooLarge(tx.bytes() - 1, tx.bytes());
    }
  }

  private void requireFits(PayTx tx) throws RefusedException {
    if (tx.bytes() > Limits.MAX_TX_BYTES) {
      throw tooLarge(Limits.MAX_TX_BYTES, tx.bytes());
    }
    if (!new SquareBuilder(config.maxSquareWidth()).appendBlobTx(tx.blobTx())) {
      long shares = tx.blobTx().blobs().stream().mapToLong(blob -> blob.shareCount()).sum();
      throw RefusedException.blob(
          11139,
          ("the number of shares occupied by blobs in this MsgPayForBlobs %d exceeds the max number"
                  + " of shares available for blob data %d: blob(s) too large")
              .formatted(shares, (long) config.maxSquareWidth() * config.maxSquareWidth()));
    }
  }

  private static RefusedException tooLarge(int most, int bytes) {
    return RefusedException.sdk(
        21, "Tx too large. Max size is %d, but got %d: tx too large".formatted(most, bytes));
  }

  private void makeRoom(PayTx tx) throws RefusedException {
    List<Waiting> victims =
        mempool
            .victimsOf(tx)
            .orElseThrow(() ->
                RefusedException.sdk(
                    20,
                    ("mempool is full: number of txs %d (max: %d), total txs bytes %d (max: %d):"
                            + " mempool is full")
                        .formatted(
                            mempool.count(), Mempool.MAX_TXS, mempool.bytes(), Mempool.MAX_BYTES)));
    victims.forEach(victim -> end(victim, new TxFate.Evicted()));
  }

  /** What the block at {@code height} may take. */
  Collection<Waiting> candidates(long height) {
    List<Waiting> all = new ArrayList<>();
    mempool.all().stream().filter(w -> !leaving.containsKey(w.hash())).forEach(all::add);
    elsewhere.values().stream().filter(e -> e.from() <= height).forEach(e -> all.add(e.waiting()));
    return all;
  }

  /** After the block at {@code height} with {@code included} is on disk. */
  void settle(List<Waiting> included, long height) {
    for (Waiting one : included) {
      mempool.remove(one.hash());
      elsewhere.remove(one.hash());
      fates.remove(one.hash());
    }
    for (Waiting one : mempool.all()) {
      Integer blocks = leaving.remove(one.hash());
      if (blocks != null) {
        elsewhere.put(one.hash(), new Elsewhere(one, height + blocks));
      }
      if (blocks != null || height - one.since() > config.mempoolTtlBlocks()) {
        end(one, new TxFate.Evicted());
      }
    }
    elsewhere.values().removeIf(e -> height - e.from() > config.mempoolTtlBlocks());
    recheck(height);
  }

  private void recheck(long height) {
    checked = new AccountView(onChain);
    for (Waiting one : mempool.all()) {
      try {
        rules.pass(one.tx(), height, checked);
      } catch (RefusedException e) {
        end(one, new TxFate.Rejected(e.code(), e.reason()));
      }
    }
  }

  private void end(Waiting one, TxFate fate) {
    mempool.remove(one.hash());
    leaving.remove(one.hash());
    fates.put(one.hash(), fate);
    one.fate().complete(fate);
  }

  /** What became of a transaction that is in no block. */
  TxFate fate(Hash hash) {
    return mempool.contains(hash)
        ? new TxFate.Pending()
        : fates.getOrDefault(hash, new TxFate.Unknown());
  }
}
