package metro.da.columns;

import java.util.List;
import metro.state.MalformedException;

/**
 * Turns a {@link Dictionary}'s symbols back into values.
 *
 * @param <T> what the dictionary holds
 */
final class Symbols<T> {
  private final List<T> literals;
  private final int entries;
  private int nextSingle;

  /**
   * A reader of symbols.
   *
   * @param literals the entries by number, then the singles
   * @param singles how many of these are singles
   */
  Symbols(List<T> literals, int singles, String field) {
    this.literals = literals;
    this.entries = literals.size() - singles;
    this.nextSingle = entries;
    if (entries < 0) {
      throw new MalformedException(field + " has values that are missing");
    }
  }

  /** The value of the next symbol. */
  T value(long symbol, String field) {
    if (symbol < 0 || symbol > entries) {
      throw new MalformedException(field + " is not in the dictionary");
    }
    return symbol > 0 ? literals.get((int) symbol - 1) : literals.get(nextSingle++);
  }

  /** How many of {@code symbols} stand elsewhere. */
  static int singles(long[] symbols) {
    int count = 0;
    for (long symbol : symbols) {
      count += symbol == 0 ? 1 : 0;
    }
    return count;
  }
}
