package metro.da.embedded;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.da.celestia.CelestiaKey;
import metro.ethereum.Address;

/**
 * Who has money.
 *
 * @param funded accounts that are opened with so many utia when the layer first meets them
 * @param faucetUtia what any other account is found to hold; 0 is strict: it does not exist
 * @param keys with which the node itself signs, the first where nobody is named
 */
public record AccountRules(Map<Address, Long> funded, long faucetUtia, List<CelestiaKey> keys) {
  /** A million TIA: what development accounts hold. */
  public static final long DEVELOPMENT_UTIA = 1_000_000_000_000L;

  /** Numbers of accounts that nobody opened, above all that were. */
  private static final long FAUCET_NUMBERS = 1L << 32;

  public AccountRules {
    funded = Map.copyOf(funded);
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a DA node signs with at least one key");
    }
    if (faucetUtia < 0 || funded.values().stream().anyMatch(utia -> utia < 0)) {
      throw new IllegalArgumentException("a balance is not negative");
    }
  }

  /** Everybody is rich. */
  static AccountRules development(CelestiaKey key) {
    return new AccountRules(
        Map.of(key.address(), DEVELOPMENT_UTIA), DEVELOPMENT_UTIA, List.of(key));
  }

  /** The same without money for strangers. */
  AccountRules strict() {
    return new AccountRules(funded, 0, keys);
  }

  /** The same with {@code more} accounts funded. */
  AccountRules funding(Map<Address, Long> more) {
    Map<Address, Long> all = new LinkedHashMap<>(funded);
    all.putAll(more);
    return new AccountRules(all, faucetUtia, keys);
  }

  /** The same signing with {@code newKeys}, which are funded too. */
  AccountRules signingWith(List<CelestiaKey> newKeys) {
    Map<Address, Long> all = new LinkedHashMap<>(funded);
    newKeys.forEach(key -> all.putIfAbsent(key.address(), DEVELOPMENT_UTIA));
    return new AccountRules(all, faucetUtia, newKeys);
  }

  /** What an account that was never opened is found to be; its number follows from its address. */
  Optional<Account> stranger(Address address) {
    if (faucetUtia == 0) {
      return Optional.empty();
    }
    long low = Integer.toUnsignedLong(ByteBuffer.wrap(address.bytes()).getInt());
    return Optional.of(Account.opened(FAUCET_NUMBERS + low, faucetUtia));
  }
}
