package metro.da.celestia;

import java.net.URI;
import java.util.Optional;

/**
 * How to submit to a Celestia consensus node with a key of one's own.
 *
 * @param endpoint of its gRPC: http without encryption, https with TLS; a port is named
 * @param token sent as {@code x-token} when present
 * @param key of the paying account, used by nobody else
 * @param fees what to offer
 */
public record DirectConfig(URI endpoint, Optional<String> token, CelestiaKey key, FeePolicy fees) {
  public DirectConfig {
    boolean known = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    if (!known || endpoint.getHost() == null || endpoint.getPort() < 1) {
      throw new IllegalArgumentException(
          "a consensus node's gRPC is http://HOST:PORT or https://HOST:PORT, not " + endpoint);
    }
  }
}
