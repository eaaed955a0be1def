package metro.da.celestia;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach a celestia-node.
 *
 * @param endpoint http or https, without a path
 * @param bearerToken what the node asks for; it is sent to that endpoint only
 * @param connectTimeout for a TCP connection
 * @param maxUtiaPerGas dearest gas price to pay, the node's own default when empty
 */
public record CelestiaClientConfig(
    URI endpoint,
    Optional<String> bearerToken,
    Duration connectTimeout,
    Optional<BigDecimal> maxUtiaPerGas) {
  private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

  public CelestiaClientConfig {
    if (!"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme())) {
      throw new IllegalArgumentException(
          "a celestia-node is reached by http or https: " + endpoint);
    }
  }

  /** Without a token. */
  public static CelestiaClientConfig at(URI endpoint) {
    return new CelestiaClientConfig(
        endpoint, Optional.empty(), DEFAULT_CONNECT_TIMEOUT, Optional.empty());
  }

  /** The same with a token. */
  public CelestiaClientConfig withBearerToken(String token) {
    return new CelestiaClientConfig(endpoint, Optional.of(token), connectTimeout, maxUtiaPerGas);
  }

  /** The same paying at most so much for gas. */
  public CelestiaClientConfig withMaxUtiaPerGas(BigDecimal price) {
    return new CelestiaClientConfig(endpoint, bearerToken, connectTimeout, Optional.of(price));
  }
}
