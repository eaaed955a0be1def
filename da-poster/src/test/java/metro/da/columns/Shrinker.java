package metro.da.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing list smaller while it still fails: first halves are left out, then less. */
final class Shrinker {
  private Shrinker() {}

  static <T> List<T> smallest(List<T> failing, Predicate<List<T>> fails) {
    List<T> smallest = failing;
    for (int size = Math.max(1, failing.size() / 2); size > 0; size /= 2) {
      for (int from = 0; from < smallest.size(); ) {
        List<T> fewer = new ArrayList<>(smallest.subList(0, from));
        fewer.addAll(smallest.subList(Math.min(smallest.size(), from + size), smallest.size()));
        if (fails.test(fewer)) {
          smallest = fewer;
        } else {
          from += size;
        }
      }
    }
    return smallest;
  }
}
