package metro.da.embedded;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import metro.da.Limits;
import metro.da.celestia.CelestiaKey;
import metro.ethereum.Address;
import metro.state.Sha256;

/**
 * How an embedded layer runs.
 *
 * @param directory where it keeps its blocks; made when absent
 * @param chainId name of the DA network, fixed once blocks exist
 * @param endpoints where it listens
 * @param blocks how blocks are made
 * @param accounts who has money
 */
public record EmbeddedDaConfig(
    Path directory, String chainId, Endpoints endpoints, Blocks blocks, AccountRules accounts) {
  /** Blocks a transaction waits before it is dropped (celestia-app, default_overrides.go). */
  public static final int DEFAULT_MEMPOOL_TTL_BLOCKS = 36;

  private static final long DEFAULT_APP_VERSION = 9;
  private static final BigDecimal DEFAULT_UTIA_PER_GAS = new BigDecimal("0.004");

  /** A key everybody can compute: for development, never for value. */
  public static final CelestiaKey DEVELOPMENT_KEY =
      new CelestiaKey(
          Sha256.hash("metro embedded DA account".getBytes(StandardCharsets.UTF_8)).bytes());

  /**
   * Where it listens.
   *
   * @param host address to listen on; the admin port always listens on loopback
   * @param port of JSON-RPC, 0 for any free one
   * @param grpcPort of gRPC, 0 for any free one, none for no gRPC
   * @param adminPort of the fault switches, 0 for any free one, none for no such port
   * @param bearerToken asked of every caller of JSON-RPC, none for everybody
   */
  public record Endpoints(
      String host,
      int port,
      OptionalInt grpcPort,
      OptionalInt adminPort,
      Optional<String> bearerToken) {}

  /**
   * How blocks are made.
   *
   * @param blockTime between blocks; zero makes blocks only by {@link EmbeddedDa#produceBlock()}
   * @param clock gives block times
   * @param genesisTime the first block's time, the clock's when empty
   * @param maxSquareWidth widest original square, a power of two to 512
   * @param minUtiaPerGas cheapest gas price taken
   * @param mempoolTtlBlocks blocks a transaction waits before it is dropped
   * @param appVersion of Celestia that headers name; the rules are the same for all
   */
  public record Blocks(
      Duration blockTime,
      InstantSource clock,
      Optional<Instant> genesisTime,
      int maxSquareWidth,
      BigDecimal minUtiaPerGas,
      int mempoolTtlBlocks,
      long appVersion) {
    public Blocks {
      if (blockTime.isNegative()) {
        throw new IllegalArgumentException("DA block time is negative: " + blockTime);
      }
      if (maxSquareWidth < 1
          || maxSquareWidth > Limits.MAX_SQUARE_WIDTH
          || Integer.bitCount(maxSquareWidth) != 1) {
        throw new IllegalArgumentException(
            "DA square width is a power of two to 512, not " + maxSquareWidth);
      }
      if (minUtiaPerGas.signum() < 0 || mempoolTtlBlocks < 1) {
        throw new IllegalArgumentException(
            "a gas price is not negative, a time to live not below 1");
      }
    }
  }

  /** On loopback, a block a second, squares to 128, everybody rich. */
  public static EmbeddedDaConfig in(Path directory) {
    return new EmbeddedDaConfig(
        directory,
        "metro-da",
        new Endpoints("127.0.0.1", 0, OptionalInt.empty(), OptionalInt.empty(), Optional.empty()),
        new Blocks(
            Duration.ofSeconds(1),
            InstantSource.system(),
            Optional.empty(),
            Limits.DEFAULT_SQUARE_WIDTH,
            DEFAULT_UTIA_PER_GAS,
            DEFAULT_MEMPOOL_TTL_BLOCKS,
            DEFAULT_APP_VERSION),
        AccountRules.development(DEVELOPMENT_KEY));
  }

  private EmbeddedDaConfig with(Endpoints newEndpoints) {
    return new EmbeddedDaConfig(directory, chainId, newEndpoints, blocks, accounts);
  }

  private EmbeddedDaConfig with(Blocks newBlocks) {
    return new EmbeddedDaConfig(directory, chainId, endpoints, newBlocks, accounts);
  }

  /** The same with other accounts. */
  public EmbeddedDaConfig with(AccountRules newAccounts) {
    return new EmbeddedDaConfig(directory, chainId, endpoints, blocks, newAccounts);
  }

  /** The same on another network. */
  public EmbeddedDaConfig named(String newChainId) {
    return new EmbeddedDaConfig(directory, newChainId, endpoints, blocks, accounts);
  }

  /** The same at another address. */
  public EmbeddedDaConfig listening(String newHost, int newPort) {
    Endpoints e = endpoints;
    return with(new Endpoints(newHost, newPort, e.grpcPort, e.adminPort, e.bearerToken));
  }

  /** The same with gRPC at a port, 0 for any free one. */
  public EmbeddedDaConfig servingGrpc(int grpcPort) {
    Endpoints e = endpoints;
    return with(
        new Endpoints(e.host, e.port, OptionalInt.of(grpcPort), e.adminPort, e.bearerToken));
  }

  /** The same with fault switches at a port of loopback, 0 for any free one. */
  public EmbeddedDaConfig servingAdmin(int adminPort) {
    Endpoints e = endpoints;
    return with(
        new Endpoints(e.host, e.port, e.grpcPort, OptionalInt.of(adminPort), e.bearerToken));
  }

  /** The same asking for a token. */
  public EmbeddedDaConfig withBearerToken(String token) {
    Endpoints e = endpoints;
    return with(new Endpoints(e.host, e.port, e.grpcPort, e.adminPort, Optional.of(token)));
  }

  /** The same with another block time. */
  public EmbeddedDaConfig every(Duration newBlockTime) {
    Blocks b = blocks;
    return with(
        new Blocks(
            newBlockTime,
            b.clock,
            b.genesisTime,
            b.maxSquareWidth,
            b.minUtiaPerGas,
            b.mempoolTtlBlocks,
            b.appVersion));
  }

  /** The same with another clock. */
  public EmbeddedDaConfig withClock(InstantSource newClock) {
    Blocks b = blocks;
    return with(
        new Blocks(
            b.blockTime,
            newClock,
            b.genesisTime,
            b.maxSquareWidth,
            b.minUtiaPerGas,
            b.mempoolTtlBlocks,
            b.appVersion));
  }

  /** The same with other squares. */
  public EmbeddedDaConfig squaresTo(int newMaxSquareWidth) {
    Blocks b = blocks;
    return with(
        new Blocks(
            b.blockTime,
            b.clock,
            b.genesisTime,
            newMaxSquareWidth,
            b.minUtiaPerGas,
            b.mempoolTtlBlocks,
            b.appVersion));
  }

  /** The same with another least gas price and another time to live in the mempool. */
  public EmbeddedDaConfig taking(BigDecimal newMinUtiaPerGas, int newMempoolTtlBlocks) {
    Blocks b = blocks;
    return with(
        new Blocks(
            b.blockTime,
            b.clock,
            b.genesisTime,
            b.maxSquareWidth,
            newMinUtiaPerGas,
            newMempoolTtlBlocks,
            b.appVersion));
  }

  /** The same with headers of another version of Celestia, for clients that know no newer one. */
  public EmbeddedDaConfig ofAppVersion(long newAppVersion) {
    Blocks b = blocks;
    return with(
        new Blocks(
            b.blockTime,
            b.clock,
            b.genesisTime,
            b.maxSquareWidth,
            b.minUtiaPerGas,
            b.mempoolTtlBlocks,
            newAppVersion));
  }

  /** The same with {@code more} accounts funded. */
  public EmbeddedDaConfig funding(Map<Address, Long> more) {
    return with(accounts.funding(more));
  }

  /** The same where accounts that were not funded do not exist. */
  public EmbeddedDaConfig strict() {
    return with(accounts.strict());
  }

  /** The same signing with other keys, which are funded as well. */
  public EmbeddedDaConfig signingWith(List<CelestiaKey> keys) {
    return with(accounts.signingWith(keys));
  }

  int maxSquareWidth() {
    return blocks.maxSquareWidth;
  }

  int mempoolTtlBlocks() {
    return blocks.mempoolTtlBlocks;
  }
}
