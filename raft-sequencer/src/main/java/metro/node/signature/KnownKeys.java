package metro.node.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.node.memory.Recent;
import metro.state.ProposedSender.FirstSeen;

/**
 * Senders' public keys: the latest in memory, the others from the state. A key is given out only
 * for the address that is its hash. Safe for all threads.
 */
public final class KnownKeys {
  /** Keys in memory, some 250 bytes each. */
  public static final int MAX_IN_MEMORY = 131_072;

  /** Transactions in memory, some 340 bytes each; more than are between the door and a block. */
  public static final int MAX_TRANSACTIONS = 131_072;

  private final Recent<Hash, FirstSeen> signers = new Recent<>(MAX_TRANSACTIONS);
  private final Cache<Address, Bytes> keys =
      Caffeine.newBuilder().maximumSize(MAX_IN_MEMORY).build();
  private final Function<Address, Optional<Bytes>> stored;

  /** With {@code stored} to ask for keys that are not in memory. */
  public KnownKeys(Function<Address, Optional<Bytes>> stored) {
    this.stored = stored;
  }

  /** The key of an address, 64 bytes; empty when it is not known. */
  public Optional<Bytes> find(Address address) {
    Bytes key = keys.getIfPresent(address);
    if (key != null) {
      return Optional.of(key);
    }
    Optional<Bytes> found = stored.apply(address);
    return found.filter(k -> learn(k).equals(address));
  }

  /** Whom this member found to have signed a transaction; empty when it has not lately. */
  public Optional<FirstSeen> signerOf(Hash transactionId) {
    return signers.find(transactionId);
  }

  /** Remembers who signed a transaction, as this member has checked. */
  public void rememberSigner(Hash transactionId, FirstSeen signer) {
    signers.put(transactionId, signer);
  }

  /** Remembers a key and returns its address. */
  public Address learn(Bytes key) {
    Address address = Address.ofPublicKey(key.arrayForReading());
    remember(address, key);
    return address;
  }

  /** Remembers a key whose hash is {@code address}. */
  public void remember(Address address, Bytes key) {
    // Noting again what is known would cost more than asking.
    if (!Objects.equals(keys.getIfPresent(address), key)) {
      keys.put(address, key);
    }
  }
}
