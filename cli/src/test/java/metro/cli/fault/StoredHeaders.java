package metro.cli.fault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import metro.node.chain.ChainEvents;
import metro.node.store.Store;
import metro.node.store.StoredChain;
import metro.state.BlockHeader;
import metro.state.Genesis;
import metro.state.Ledger;

/** The headers of members that do not run, read from their stores; each holds the state's hash. */
final class StoredHeaders {
  private StoredHeaders() {}

  /** Heights, from 1 to the newest common one, at which the stores do not hold the same header. */
  static List<String> differences(Genesis genesis, Map<String, Path> stores) {
    Map<String, Store> open = new TreeMap<>();
    try (ChainEvents events = new ChainEvents()) {
      Map<String, StoredChain> chains = new TreeMap<>();
      stores.forEach((name, path) -> {
        Store store = Store.open(path, Ledger.genesis(genesis));
        open.put(name, store);
        chains.put(name, new StoredChain(store, events));
      });
      long common = chains.values().stream().mapToLong(StoredChain::height).min().orElse(0);
      if (common == 0) {
        return List.of("the stores have no common height");
      }
      return LongStream.rangeClosed(1, common)
          .boxed()
          .flatMap(h -> at(h, chains).stream())
          .toList();
    } finally {
      open.values().forEach(Store::close);
    }
  }

  private static Optional<String> at(long height, Map<String, StoredChain> chains) {
    Map<String, Optional<BlockHeader>> headers = new TreeMap<>();
    chains.forEach((name, chain) -> headers.put(name, chain.header(height)));
    List<Optional<BlockHeader>> distinct = new ArrayList<>(headers.values());
    boolean equal = distinct.stream().distinct().count() == 1 && distinct.getFirst().isPresent();
    return equal ? Optional.empty() : Optional.of("headers at height " + height + ": " + headers);
  }
}
