package metro.state;

import java.util.Optional;

/** The check at the end of each block that no money appeared or vanished. */
final class Conservation {
  private Conservation() {}

  /**
   * Adds up how far the balances moved in this block and compares with what was minted and
   * collected.
   *
   * @throws IllegalStateException when they differ: a bug, and the member must stop
   */
  static void check(LedgerState state) {
    Totals totals = state.view().totals();
    long moved = movedBalances(state.overlay());
    Totals after = totals.withBalances(Math.addExact(totals.balances(), moved));
    if (!after.isConserved()) {
      throw new IllegalStateException("money is not conserved: " + after);
    }
    if (moved != 0) {
      state.putTotals(after);
    }
  }

  private static long movedBalances(Overlay overlay) {
    long[] moved = {0};
    overlay.forEachWritten(cell -> {
      if (cell.key().bytes().at(0) == Keys.ACCOUNT_TABLE) {
        moved[0] += balance(cell.value()) - balance(cell.original());
      }
    });
    return moved[0];
  }

  private static long balance(Optional<StateValue> account) {
    return account.isPresent() ? account.get().as(Account.class, Account::decode).balance() : 0;
  }
}
