package metro.da.columns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives values that occur more than once a number, the most frequent one 1; the others are 0 and
 * stand elsewhere, in their order.
 */
final class Dictionary<T> {
  private final List<T> entries = new ArrayList<>();
  private final List<T> singles = new ArrayList<>();
  private final Map<T, Integer> symbols = new HashMap<>();

  /** A dictionary of what repeats in {@code values}. */
  static <T> Dictionary<T> of(Iterable<T> values) {
    Map<T, Integer> counts = new LinkedHashMap<>();
    values.forEach(value -> counts.merge(value, 1, Integer::sum));
    Dictionary<T> out = new Dictionary<>();
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .sorted(Map.Entry.<T, Integer>comparingByValue().reversed())
        .forEach(entry -> out.add(entry.getKey()));
    return out;
  }

  private void add(T value) {
    entries.add(value);
    symbols.put(value, entries.size());
  }

  /** The symbols of {@code values}; notes those that stand elsewhere. */
  long[] symbols(List<T> values) {
    long[] out = new long[values.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = symbols.getOrDefault(values.get(i), 0);
      if (out[i] == 0) {
        singles.add(values.get(i));
      }
    }
    return out;
  }

  /** The entries by number, then what stood elsewhere in the symbols asked for so far. */
  List<T> literals() {
    List<T> out = new ArrayList<>(entries);
    out.addAll(singles);
    return out;
  }
}
