package metro.rollup.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.evm.block.Bloom;
import metro.evm.state.Log;
import metro.jsonrpc.Param;

/**
 * Which events are wanted, wherever they are.
 *
 * @param addresses any of these; all when empty
 * @param topics for each place any of these; all where empty
 */
record LogQuery(Set<Address> addresses, List<Set<Hash>> topics) {
  private static final int MAX_ADDRESSES = 1024;
  private static final int MAX_TOPICS = 4;
  private static final int MAX_TOPIC_CHOICES = 1024;

  /** Reads the address and topics of a filter object. */
  static LogQuery read(Optional<Param> filter) {
    return new LogQuery(
        filter
            .flatMap(f -> f.field("address").ifPresent())
            .map(LogQuery::addresses)
            .orElse(Set.of()),
        filter.flatMap(f -> f.field("topics").ifPresent()).map(LogQuery::topics).orElse(List.of()));
  }

  private static Set<Address> addresses(Param param) {
    return param.isArray()
        ? param.elements(MAX_ADDRESSES).stream()
            .map(StateMethods::address)
            .collect(Collectors.toUnmodifiableSet())
        : Set.of(StateMethods.address(param));
  }

  private static List<Set<Hash>> topics(Param param) {
    List<Set<Hash>> out = new ArrayList<>();
    for (Param place : param.elements(MAX_TOPICS)) {
      if (!place.isPresent()) {
        out.add(Set.of());
      } else if (place.isArray()) {
        out.add(choices(place));
      } else {
        out.add(Set.of(CallArguments.word(place)));
      }
    }
    return out;
  }

  /** A {@code null} among the choices means everything. */
  private static Set<Hash> choices(Param place) {
    List<Param> elements = place.elements(MAX_TOPIC_CHOICES);
    return elements.stream().allMatch(Param::isPresent)
        ? elements.stream().map(CallArguments::word).collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /** Whether a block of this bloom may hold a wanted event. */
  boolean mayMatch(Bloom bloom) {
    return (addresses.isEmpty() || addresses.stream().anyMatch(bloom::mayContain))
        && topics.stream().allMatch(c -> c.isEmpty() || c.stream().anyMatch(bloom::mayContain));
  }

  boolean matches(Log log) {
    if (!addresses.isEmpty() && !addresses.contains(log.address())) {
      return false;
    }
    if (topics.size() > log.topics().size()) {
      return false;
    }
    for (int i = 0; i < topics.size(); i++) {
      if (!topics.get(i).isEmpty() && !topics.get(i).contains(log.topics().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The wanted events of a block. */
  List<PlacedLog> in(BlockView block) {
    return mayMatch(block.header().logsBloom())
        ? block.logs().stream().filter(placed -> matches(placed.log())).toList()
        : List.of();
  }
}
