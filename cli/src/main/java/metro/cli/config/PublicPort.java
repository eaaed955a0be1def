package metro.cli.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import metro.jsonrpc.AllowedOrigins;
import metro.jsonrpc.ServerTls;

/** What the configurations of members and rollup nodes have in common about public ports. */
final class PublicPort {
  private static final String ANY = "*";

  private PublicPort() {}

  /**
   * Web pages that may call: the array {@code allowed-origins} of {@code table}. Every page when it
   * is not there, so that dapps work; none when it is empty. Programs and a wallet's own requests
   * are not concerned.
   */
  static AllowedOrigins origins(Settings file, String table) throws ConfigException {
    String key = table + ".allowed-origins";
    List<String> origins = file.list(key, PublicPort::origin);
    return origins.isEmpty() && !file.has(key)
        ? AllowedOrigins.ANY
        : new AllowedOrigins(Set.copyOf(origins));
  }

  /** The files {@code tls-certificates} and {@code tls-key} of {@code table}: both or none. */
  static Optional<ServerTls> tls(Settings file, String table) throws ConfigException {
    Optional<Path> certificates = file.path(table + ".tls-certificates");
    Optional<Path> key = file.path(table + ".tls-key");
    if (certificates.isPresent() != key.isPresent()) {
      throw new ConfigException(
          "%s.tls-certificates and %s.tls-key: both or none".formatted(table, table));
    }
    return certificates.flatMap(c -> key.map(k -> new ServerTls(c, k)));
  }

  /** As a browser sends it: scheme, host and port, nothing behind. */
  private static String origin(String text) {
    if (text.equals(ANY)) {
      return text;
    }
    URI uri = URI.create(text);
    if (uri.getScheme() == null || uri.getRawAuthority() == null || !uri.getRawPath().isEmpty()) {
      throw new IllegalArgumentException("is \"*\" or an origin like https://app.example");
    }
    return text;
  }
}
