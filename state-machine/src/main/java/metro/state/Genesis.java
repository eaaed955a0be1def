package metro.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import metro.ethereum.Address;
import metro.ethereum.Hash;

/**
 * The state before the first log entry; every member starts from the same.
 *
 * @param committee epoch 0
 * @param governors keys that may credit accounts
 * @param fees posted price
 * @param rollups registered from the start, in registry order
 * @param credits opening balances in utia
 */
public record Genesis(
    Committee committee,
    List<Address> governors,
    FeeSchedule fees,
    List<RollupSpec> rollups,
    SortedMap<Address, Long> credits) {
  public Genesis {
    governors = List.copyOf(governors);
    rollups = List.copyOf(rollups);
    credits = new TreeMap<>(credits);
  }

  /**
   * The posted price of ordering.
   *
   * @param perItem utia for each transaction
   * @param perByte utia for each byte of a transaction
   */
  public record FeeSchedule(long perItem, long perByte) {
    /** Whether both prices are 0 to {@link Limits#MAX_PRICE}. */
    public boolean isInRange() {
      return perItem >= 0
          && perItem <= Limits.MAX_PRICE
          && perByte >= 0
          && perByte <= Limits.MAX_PRICE;
    }

    /** The charge in utia for a transaction of {@code bytes} bytes. */
    public long charge(int bytes) {
      return Math.addExact(perItem, Math.multiplyExact(perByte, (long) bytes));
    }
  }

  /**
   * How a rollup is registered.
   *
   * @param id its chain id
   * @param name for people
   * @param owner may change its policy; the sponsor's balance is the owner's
   * @param payMode who pays
   * @param nonceMode how nonces are treated
   */
  public record RollupSpec(
      RollupId id, String name, Address owner, PayMode payMode, NonceMode nonceMode) {

    /** Whether {@code name} has 1 to 64 bytes of UTF-8 and no control characters. */
    public static boolean isName(String name) {
      int bytes = name.getBytes(StandardCharsets.UTF_8).length;
      return bytes >= 1
          && bytes <= Limits.MAX_ROLLUP_NAME_BYTES
          && name.codePoints().noneMatch(Character::isISOControl);
    }
  }

  /** Shorthand: the balances as an unordered map. */
  public static SortedMap<Address, Long> credits(Map<Address, Long> balances) {
    return new TreeMap<>(balances);
  }

  /** The rollup's default Celestia namespace id: first 10 bytes of SHA-256("metro/v1/" || u64). */
  public static byte[] defaultNamespace(RollupId rollup) {
    byte[] prefix = "metro/v1/".getBytes(StandardCharsets.US_ASCII);
    Hash hash = Sha256.hash(prefix, new Encoder().u64(rollup.chainId()).toBytes());
    return Arrays.copyOf(hash.bytes(), 10);
  }
}
