package metro.node.ingress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import metro.ethereum.Address;

/** Which nonces wait on this member, for wallets that ask for their next one. Thread-safe. */
final class WaitingNonces {
  private record Slot(long chainId, Address sender, long nonce) {}

  private final Map<Slot, Integer> slots = new ConcurrentHashMap<>();

  void add(SignedTransaction transaction) {
    slots.merge(slot(transaction), 1, Integer::sum);
  }

  void remove(SignedTransaction transaction) {
    slots.computeIfPresent(slot(transaction), (s, n) -> n == 1 ? null : n - 1);
  }

  long firstFree(long chainId, Address sender, long next) {
    long nonce = next;
    while (slots.containsKey(new Slot(chainId, sender, nonce))) {
      nonce++;
    }
    return nonce;
  }

  private static Slot slot(SignedTransaction t) {
    return new Slot(t.chainId(), t.sender(), t.nonce());
  }
}
