package metro.da.celestia;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What to offer for gas, in utia for one.
 *
 * @param min never less
 * @param max never more: above it nothing is sent
 * @param stuckFactor on the price of a transaction that was not included in time, 1 or more
 */
public record FeePolicy(BigDecimal min, BigDecimal max, BigDecimal stuckFactor) {
  /**
   * From the usual minimum of Celestia's nodes to a hundred times that; a quarter more if stuck.
   */
  public static final FeePolicy DEFAULT =
      new FeePolicy(new BigDecimal("0.004"), new BigDecimal("0.4"), new BigDecimal("1.25"));

  public FeePolicy {
    if (min.signum() < 0 || max.compareTo(min) < 0 || stuckFactor.compareTo(BigDecimal.ONE) < 0) {
      throw new IllegalArgumentException(
          "gas prices: 0 <= min <= max and a factor of 1 or more, not "
              + min
              + ", "
              + max
              + ", "
              + stuckFactor);
    }
  }

  /**
   * The price to offer; empty when the network wants more than the cap.
   *
   * @param wanted by the network
   * @param former price of a transaction that was not included in time
   */
  Optional<BigDecimal> price(BigDecimal wanted, Optional<BigDecimal> former) {
    if (wanted.compareTo(max) > 0) {
      return Optional.empty();
    }
    BigDecimal raised = former.map(stuckFactor::multiply).orElse(min);
    return Optional.of(wanted.max(raised).max(min).min(max));
  }
}
