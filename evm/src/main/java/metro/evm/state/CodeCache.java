package metro.evm.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;
import metro.ethereum.Hash;

/**
 * Codes with their jump destinations by hash, bounded by bytes. Safe for all threads.
 *
 * <p>Codes are named by their content, so one cache may serve many states. A reader that records
 * what is read (a witness) needs a cache of its own, else it misses what the shared one knew.
 */
public final class CodeCache {
  /** Default bound, in bytes of code. */
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  private static final CodeCache SHARED = new CodeCache(DEFAULT_MAX_BYTES);
  private static final int ENTRY_OVERHEAD_BYTES = 200;

  private final Cache<Hash, Code> codes;

  /** An empty cache that holds at most {@code maxBytes} of code. */
  public CodeCache(long maxBytes) {
    this.codes =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Hash hash, Code code) -> code.size() + ENTRY_OVERHEAD_BYTES)
            .executor(Runnable::run)
            .build();
  }

  /** The process-wide cache. */
  public static CodeCache shared() {
    return SHARED;
  }

  /** The code with this hash, read by {@code load} when it is not cached. */
  Code get(Hash hash, Function<Hash, byte[]> load) {
    if (hash.equals(Account.EMPTY_CODE_HASH)) {
      return Code.EMPTY;
    }
    Code known = codes.getIfPresent(hash);
    if (known == null) {
      known = Code.trusted(load.apply(hash), hash);
      codes.put(hash, known);
    }
    return known;
  }
}
