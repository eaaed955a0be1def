package metro.da.embedded;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import metro.da.Limits;

/**
 * How an embedded layer runs.
 *
 * @param directory where it keeps its blocks; made when absent
 * @param chainId name of the DA network, fixed once blocks exist
 * @param host address to listen on
 * @param port to listen on, 0 for any free one
 * @param blockTime between blocks; zero makes blocks only by {@link EmbeddedDa#produceBlock()}
 * @param clock gives block times
 * @param genesisTime the first block's time, the clock's when empty
 * @param maxSquareWidth widest original square, a power of two to 512
 * @param minUtiaPerGas cheapest gas price taken
 * @param bearerToken asked of every caller, none for everybody
 */
public record EmbeddedDaConfig(
    Path directory,
    String chainId,
    String host,
    int port,
    Duration blockTime,
    InstantSource clock,
    Optional<Instant> genesisTime,
    int maxSquareWidth,
    BigDecimal minUtiaPerGas,
    Optional<String> bearerToken) {
  private static final BigDecimal DEFAULT_UTIA_PER_GAS = new BigDecimal("0.004");

  public EmbeddedDaConfig {
    if (blockTime.isNegative()) {
      throw new IllegalArgumentException("DA block time is negative: " + blockTime);
    }
    if (maxSquareWidth < 1
        || maxSquareWidth > Limits.MAX_SQUARE_WIDTH
        || Integer.bitCount(maxSquareWidth) != 1) {
      throw new IllegalArgumentException(
          "DA square width is a power of two to 512, not " + maxSquareWidth);
    }
  }

  /** On loopback, a block a second, squares to 128. */
  public static EmbeddedDaConfig in(Path directory) {
    return new EmbeddedDaConfig(
        directory,
        "metro-da",
        "127.0.0.1",
        0,
        Duration.ofSeconds(1),
        InstantSource.system(),
        Optional.empty(),
        Limits.DEFAULT_SQUARE_WIDTH,
        DEFAULT_UTIA_PER_GAS,
        Optional.empty());
  }

  /** The same at another address. */
  public EmbeddedDaConfig listening(String newHost, int newPort) {
    return new EmbeddedDaConfig(
        directory,
        chainId,
        newHost,
        newPort,
        blockTime,
        clock,
        genesisTime,
        maxSquareWidth,
        minUtiaPerGas,
        bearerToken);
  }

  /** The same with another block time. */
  public EmbeddedDaConfig every(Duration newBlockTime) {
    return new EmbeddedDaConfig(
        directory,
        chainId,
        host,
        port,
        newBlockTime,
        clock,
        genesisTime,
        maxSquareWidth,
        minUtiaPerGas,
        bearerToken);
  }

  /** The same with another clock. */
  public EmbeddedDaConfig withClock(InstantSource newClock) {
    return new EmbeddedDaConfig(
        directory,
        chainId,
        host,
        port,
        blockTime,
        newClock,
        genesisTime,
        maxSquareWidth,
        minUtiaPerGas,
        bearerToken);
  }

  /** The same with other squares. */
  public EmbeddedDaConfig squaresTo(int newMaxSquareWidth) {
    return new EmbeddedDaConfig(
        directory,
        chainId,
        host,
        port,
        blockTime,
        clock,
        genesisTime,
        newMaxSquareWidth,
        minUtiaPerGas,
        bearerToken);
  }

  /** The same asking for a token. */
  public EmbeddedDaConfig withBearerToken(String token) {
    return new EmbeddedDaConfig(
        directory,
        chainId,
        host,
        port,
        blockTime,
        clock,
        genesisTime,
        maxSquareWidth,
        minUtiaPerGas,
        Optional.of(token));
  }
}
