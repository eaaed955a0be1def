package metro.jsonrpc;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Admits those who show the bearer token, or everybody when there is none. */
final class TokenGuard {
  private static final String SCHEME = "Bearer ";

  private final Optional<String> token;

  TokenGuard(Optional<String> token) {
    this.token = token;
  }

  boolean admits(Headers headers, UriQuery query) {
    return token.isEmpty()
        || headers
            .first(HeaderNames.AUTHORIZATION)
            .filter(value -> value.startsWith(SCHEME))
            .map(value -> value.substring(SCHEME.length()))
            .or(() -> query.first("token").asOptional())
            .filter(shown -> same(token.get(), shown))
            .isPresent();
  }

  /** Compares in a time that does not tell how much was right. */
  private static boolean same(String expected, String shown) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }
}
