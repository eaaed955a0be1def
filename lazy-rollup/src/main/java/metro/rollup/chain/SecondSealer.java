package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;

/** Executes a whole second into as many EVM blocks as it takes ({@link BlockRules}). */
final class SecondSealer {
  private final BlockRules rules;
  private final ExecutionEngine engine;

  SecondSealer(BlockRules rules, ExecutionEngine engine) {
    this.rules = rules;
    this.engine = engine;
  }

  /** What sealing made. */
  record SealedSecond(Anchor anchor, List<TransactionRecord> records) {}

  /** Seals on top of what {@code before} stands for. */
  SealedSecond seal(FullSecond second, Anchor before) {
    List<Bytes> all = second.transactions();
    List<Origin> origins = second.origins();
    List<TransactionRecord> records = new ArrayList<>(all.size());
    BlockId last = engine.head();
    long first = last.number() + 1;
    while (records.size() < all.size()) {
      int done = records.size();
      ExecutionEngine.Sealed sealed =
          engine.seal(
              rules.plan(last, second.epochSecond(), second.before()),
              second.after().hash(),
              all.subList(done, all.size()));
      if (sealed.outcomes().isEmpty()) {
        throw new IllegalStateException(
            "the engine sealed block %d without taking a transaction: a bug, stop and report it"
                .formatted(sealed.id().number()));
      }
      last = sealed.id();
      for (int i = 0; i < sealed.outcomes().size(); i++) {
        records.add(new TransactionRecord(origins.get(done + i), last, sealed.outcomes().get(i)));
      }
    }
    return new SealedSecond(before.next(second, first, last), records);
  }
}
