package metro.rollup.chain;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import metro.rollup.Limits;
import metro.state.RollupHead;

/**
 * Heads by number from the newest certified one on, for certificates that come after the blocks.
 */
final class KnownHeads {
  private final NavigableMap<Long, RollupHead> heads = new TreeMap<>();

  void add(RollupHead head) {
    heads.put(head.number(), head);
    if (heads.size() > Limits.MAX_UNCERTIFIED_HEADS) {
      heads.pollFirstEntry();
    }
  }

  Optional<RollupHead> at(long number) {
    return Optional.ofNullable(heads.get(number));
  }

  void dropBelow(long number) {
    heads.headMap(number, false).clear();
  }

  void clear() {
    heads.clear();
  }
}
