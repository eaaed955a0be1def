package metro.jsonrpc;

import java.util.Optional;
import java.util.Set;

/** Which web pages may call (CORS, and the Origin of a WebSocket). Programs send no origin. */
public record AllowedOrigins(Set<String> origins) {
  /** No web page. */
  public static final AllowedOrigins NONE = new AllowedOrigins(Set.of());

  /** Every web page: for development on loopback. */
  public static final AllowedOrigins ANY = new AllowedOrigins(Set.of("*"));

  public AllowedOrigins {
    origins = Set.copyOf(origins);
  }

  /** Whether a page of {@code origin} may call. */
  public boolean allows(String origin) {
    return origins.contains("*") || origins.contains(origin);
  }

  /** The value of Access-Control-Allow-Origin for a request of {@code origin}, if it is allowed. */
  Optional<String> allowHeader(String origin) {
    if (origins.contains("*")) {
      return Optional.of("*");
    }
    return origins.contains(origin) ? Optional.of(origin) : Optional.empty();
  }
}
