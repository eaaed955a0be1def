package metro.da.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import metro.da.Blob;
import metro.da.DaLayer;
import metro.da.SubmitResult;

/** An embedded layer whose clock and blocks the test moves. */
public final class SteppedDa implements AutoCloseable {
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  public final EmbeddedDa da;

  public SteppedDa(Path directory) {
    this(EmbeddedDaConfig.in(directory));
  }

  public SteppedDa(EmbeddedDaConfig config) {
    da = EmbeddedDa.start(config.every(Duration.ZERO).withClock(this::now));
  }

  /** What the layer's clock shows. */
  public Instant now() {
    return now;
  }

  /** Moves the clock by a second and makes a block. */
  public long step() {
    now = now().plusSeconds(1);
    return da.produceBlock().value();
  }

  /** Submits through {@code layer} and makes blocks until it answers. */
  public SubmitResult submit(DaLayer layer, Blob... blobs) throws InterruptedException {
    CompletableFuture<SubmitResult> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(layer.submit(List.of(blobs), TIMEOUT));
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    while (!result.isDone()) {
      step();
      Thread.sleep(5);
    }
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    da.close();
  }
}
