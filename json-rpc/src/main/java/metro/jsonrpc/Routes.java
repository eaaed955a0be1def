package metro.jsonrpc;

import java.util.Optional;
import java.util.function.Function;

/** Which methods stand at which path, for HTTP and WebSocket alike. */
@FunctionalInterface
public interface Routes {
  /** The methods at {@code path} (begins with a slash); empty for "404 Not Found". */
  Optional<MethodTable> at(String path);

  /** One table at every path. */
  static Routes everywhere(MethodTable table) {
    return path -> Optional.of(table);
  }

  /** The table that {@code byId} gives for the one path segment after {@code prefix}. */
  static Routes under(String prefix, Function<String, Optional<MethodTable>> byId) {
    return path ->
        path.startsWith(prefix) ? byId.apply(stripSlash(path.substring(prefix.length()))) : none();
  }

  /** These, and where they have nothing, {@code others}. */
  default Routes or(Routes others) {
    return path -> at(path).or(() -> others.at(path));
  }

  private static String stripSlash(String segment) {
    return segment.endsWith("/") ? segment.substring(0, segment.length() - 1) : segment;
  }

  private static Optional<MethodTable> none() {
    return Optional.empty();
  }
}
