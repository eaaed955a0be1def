package metro.node.apply;

import java.util.concurrent.atomic.LongAdder;
import metro.node.chain.ChainEvents;
import metro.node.store.LogPosition;
import metro.node.store.Store;
import metro.state.ApplyResult;
import metro.state.Ledger;
import metro.state.LogEntry;
import metro.state.LogEntryCodec;
import metro.state.PostingCursor;

/**
 * The only writer of replicated state on this member. Called by the log's apply thread alone, once
 * for each entry in log order; an entry that is in the store already is left alone.
 */
public final class Applier {
  private final Store store;
  private final ChainEvents events;
  private Ledger ledger;
  private final LongAdder entries = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder replacements = new LongAdder();

  /** Applies to {@code store} and tells {@code events}. */
  public Applier(Store store, ChainEvents events) {
    this.store = store;
    this.events = events;
    this.ledger = new Ledger(store.newestState());
  }

  /** Whether the entry at {@code index} is in the store already: a replay after a restart. */
  public boolean isApplied(long index) {
    return index <= store.position().index();
  }

  /** Applies the entry with these bytes; it must not be applied yet. */
  public ApplyResult apply(LogPosition at, byte[] entryBytes) {
    return apply(at, LogEntryCodec.decode(entryBytes), entryBytes.length);
  }

  /** The same for an entry this member proposed, of so many bytes: it need not be decoded again. */
  public ApplyResult apply(LogPosition at, LogEntry entry, int entryBytes) {
    ApplyResult result = ledger.apply(entry);
    store.apply(at, result);
    entries.increment();
    bytes.add(entryBytes);
    publish(entry, result);
    return result;
  }

  /** Notes an entry of the log's own, which changes nothing. */
  public void skip(LogPosition at) {
    if (!isApplied(at.index())) {
      store.skip(at);
    }
  }

  /** The store was replaced by a snapshot of another member. */
  public void replaced() {
    ledger = new Ledger(store.newestState());
    replacements.increment();
    events.publishGap(ledger.tip().height());
  }

  /** How often the store was replaced since the start of this process. */
  public long replacements() {
    return replacements.sum();
  }

  /** Entries applied since the start of this process. */
  public long appliedEntries() {
    return entries.sum();
  }

  /** Bytes of them. */
  public long appliedBytes() {
    return bytes.sum();
  }

  private void publish(LogEntry entry, ApplyResult result) {
    result
        .block()
        .ifPresent(
            block -> events.publish(block.height(), l -> l.onBlock(block, result.outcomes())));
    if (!(entry instanceof LogEntry.BlockProposal)) {
      PostingCursor cursor = ledger.view().cursor();
      events.publish(ledger.tip().height(), l -> l.onPosted(cursor));
    }
  }
}
