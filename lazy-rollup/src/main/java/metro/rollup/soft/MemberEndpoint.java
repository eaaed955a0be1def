package metro.rollup.soft;

import java.net.URI;

/**
 * Where a member's public gRPC API is.
 *
 * @param host name or address
 * @param port TCP
 * @param tls whether to speak TLS
 */
public record MemberEndpoint(String host, int port, boolean tls) {
  /**
   * Reads {@code host:port}, {@code http://host:port} or {@code https://host:port} (TLS).
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static MemberEndpoint parse(String text) {
    URI uri = URI.create(text.contains("://") ? text : "http://" + text);
    boolean tls = "https".equals(uri.getScheme());
    if (uri.getHost() == null || uri.getPort() < 1 || !(tls || "http".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "member endpoint '" + text + "' is not host:port, http://host:port or https://host:port");
    }
    return new MemberEndpoint(uri.getHost(), uri.getPort(), tls);
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "") + host + ":" + port;
  }
}
