package metro.jsonrpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The methods that one path answers. Fill it before serving; read-only afterwards. */
public final class MethodTable {
  private final Map<String, AsyncHandler> methods = new LinkedHashMap<>();
  private Optional<AsyncHandler> fallback = Optional.empty();
  private Consumer<String> observer = _ -> {};

  /**
   * Adds a method.
   *
   * @throws IllegalArgumentException when the name is taken
   */
  public MethodTable register(String method, Handler handler) {
    return registerAsync(method, call -> CompletableFuture.completedFuture(handler.handle(call)));
  }

  /** Adds a method that answers later. */
  public MethodTable registerAsync(String method, AsyncHandler handler) {
    if (methods.putIfAbsent(method, handler) != null) {
      throw new IllegalArgumentException("method " + method + " is registered twice");
    }
    return this;
  }

  /** Answers every method that is not registered; without it they are "method not found". */
  public MethodTable fallback(AsyncHandler handler) {
    fallback = Optional.of(handler);
    return this;
  }

  /** Tells {@code observer} the name of each registered method that is called; returns at once. */
  public MethodTable observe(Consumer<String> observer) {
    this.observer = observer;
    return this;
  }

  /** The registered names. */
  public Set<String> names() {
    return Set.copyOf(methods.keySet());
  }

  /** The handler of a call. */
  Optional<AsyncHandler> find(String method) {
    Optional<AsyncHandler> registered = Optional.ofNullable(methods.get(method));
    registered.ifPresent(_ -> observer.accept(method));
    return registered.or(() -> fallback);
  }
}
