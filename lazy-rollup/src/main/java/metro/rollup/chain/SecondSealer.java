package metro.rollup.chain;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Bytes;
import metro.state.RollupBlock;

/** Executes a closed second into as many EVM blocks as it takes ({@link BlockRules}). */
final class SecondSealer {
  private final BlockRules rules;
  private final ExecutionEngine engine;

  SecondSealer(BlockRules rules, ExecutionEngine engine) {
    this.rules = rules;
    this.engine = engine;
  }

  /** What sealing made. */
  record SealedSecond(Anchor anchor, List<TransactionRecord> records) {}

  SealedSecond seal(Second second) {
    List<Bytes> all = second.transactions();
    List<Placed> places = places(second);
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
        records.add(places.get(done + i).record(last, sealed.outcomes().get(i)));
      }
    }
    long height = second.blocks().getLast().height();
    return new SealedSecond(
        new Anchor(first, last, second.epochSecond(), height, second.after()), records);
  }

  private record Placed(long number, int index, long height) {
    TransactionRecord record(BlockId block, TransactionOutcome outcome) {
      return new TransactionRecord(number, index, height, block, outcome);
    }
  }

  private static List<Placed> places(Second second) {
    List<Placed> places = new ArrayList<>();
    for (RollupBlock block : second.blocks()) {
      for (int i = 0; i < block.transactions().size(); i++) {
        places.add(new Placed(block.number(), i, block.height()));
      }
    }
    return places;
  }
}
