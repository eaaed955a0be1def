package metro.da.celestia;

import metro.da.Refusal;

/** What the codes of the Cosmos SDK (below 1,000) and of celestia-app mean for a transaction. */
final class Refusals {
  static final int IN_MEMPOOL = 19;

  private static final int FIRST_OF_APP = 11_000;

  private Refusals() {}

  static Refusal of(int code) {
    return switch (code) {
      case 5, 9 -> Refusal.OUT_OF_FUNDS;
      case 13 -> Refusal.FEE_TOO_LOW;
      case 20 -> Refusal.QUEUE_FULL;
      case 21, 11_138, 11_139, 11_142 -> Refusal.TOO_LARGE;
      case 30 -> Refusal.EXPIRED;
      case 32 -> Refusal.SEQUENCE_TAKEN;
      default -> Refusal.OTHER;
    };
  }

  /** Codes of other modules may mean anything. */
  static Refusal of(String codespace, int code) {
    boolean known = codespace.isEmpty() || codespace.equals("sdk") || code >= FIRST_OF_APP;
    return known ? of(code) : Refusal.OTHER;
  }
}
