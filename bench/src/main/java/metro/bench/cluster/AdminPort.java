package metro.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** A process' port on loopback for health and metrics. */
record AdminPort(HttpClient http, int port) {
  /** What is served at {@code path}; empty while there is no answer. */
  Optional<String> get(String path, Duration timeout) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).build();
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
