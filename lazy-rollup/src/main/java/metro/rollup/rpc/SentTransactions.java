package metro.rollup.rpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/**
 * Transactions that the committee ordered on behalf of this node's callers, until they come back in
 * the chain: so that a wallet finds what it sent and does not use a nonce twice in between. Bounded
 * in number and time. Safe for many threads.
 */
final class SentTransactions {
  /** How many are remembered. */
  static final int MAX = 16_384;

  /** How long; what has not come back by then is no longer counted. */
  static final Duration KEPT = Duration.ofSeconds(10);

  /** One of them. */
  record Sent(Bytes raw, Hash hash, Address sender, long nonce) {}

  private record Slot(Address sender, long nonce) {}

  private final Cache<Hash, Sent> byHash =
      Caffeine.newBuilder().maximumSize(MAX).expireAfterWrite(KEPT).build();
  private final Cache<Slot, Hash> bySlot =
      Caffeine.newBuilder().maximumSize(MAX).expireAfterWrite(KEPT).build();

  void add(Sent sent) {
    byHash.put(sent.hash(), sent);
    bySlot.put(new Slot(sent.sender(), sent.nonce()), sent.hash());
  }

  Optional<Sent> find(Hash hash) {
    return Optional.ofNullable(byHash.getIfPresent(hash));
  }

  /** The first nonce from {@code next} on that none of them has. */
  long nonceAfter(Address sender, long next) {
    long nonce = next;
    while (bySlot.getIfPresent(new Slot(sender, nonce)) != null) {
      nonce++;
    }
    return nonce;
  }

  /** Forgets one that the chain skipped: its nonce is free again. */
  void forget(Hash hash) {
    Sent sent = byHash.getIfPresent(hash);
    if (sent != null) {
      byHash.invalidate(hash);
      bySlot.asMap().remove(new Slot(sent.sender(), sent.nonce()), hash);
    }
  }
}
