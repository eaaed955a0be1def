package metro.da.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import metro.da.celestia.SquareBuilder;
import metro.da.embedded.Mempool.Waiting;
import metro.ethereum.Address;

/**
 * Chooses what a block takes: by priority, but each account's transactions by sequence. Who fails
 * the rules at this height or has no room stays behind, and so do the later ones of that account.
 */
final class BlockSelection {
  private static final Comparator<Waiting> BY_SEQUENCE =
      Comparator.comparing((Waiting w) -> w.tx().sequence(), Long::compareUnsigned)
          .thenComparing(Mempool.BY_PRIORITY);

  private final AnteRules rules;
  private final SquareBuilder square;
  private final AccountView accounts;
  private final long height;

  /**
   * A choice for one block.
   *
   * @param square filled with what is chosen
   * @param accounts changed by what is chosen
   * @param height of the block
   */
  BlockSelection(AnteRules rules, SquareBuilder square, AccountView accounts, long height) {
    this.rules = rules;
    this.square = square;
    this.accounts = accounts;
    this.height = height;
  }

  List<Waiting> choose(Collection<Waiting> candidates) {
    Map<Address, PriorityQueue<Waiting>> bySigner = new HashMap<>();
    for (Waiting one : candidates) {
      bySigner.computeIfAbsent(one.tx().signer(), _ -> new PriorityQueue<>(BY_SEQUENCE)).add(one);
    }
    PriorityQueue<Waiting> heads = new PriorityQueue<>(Mempool.BY_PRIORITY);
    bySigner.values().forEach(queue -> heads.add(queue.remove()));
    List<Waiting> chosen = new ArrayList<>();
    while (!heads.isEmpty()) {
      Waiting next = heads.remove();
      if (fits(next)) {
        chosen.add(next);
      }
      Optional.ofNullable(bySigner.get(next.tx().signer())).map(Queue::poll).ifPresent(heads::add);
    }
    return chosen;
  }

  private boolean fits(Waiting one) {
    AccountView trial = new AccountView(accounts::find);
    try {
      rules.pass(one.tx(), height, trial);
    } catch (RefusedException e) {
      return false; // the check after this block decides what becomes of it
    }
    if (!square.appendBlobTx(one.tx().blobTx())) {
      return false;
    }
    trial.changes().forEach(accounts::put);
    return true;
  }
}
