package metro.da.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metro.ethereum.Bytes;

/** HTTP calls bounded in time and in the size of the answer. Safe for many threads. */
public final class HttpCalls implements AutoCloseable {
  private final HttpClient http;

  /** What came of a call. */
  public sealed interface Outcome {
    /** An answer, whatever its status. */
    record Answer(int status, Bytes body) implements Outcome {}

    /** The request never reached the server. */
    record NotSent(String reason) implements Outcome {}

    /** Sent, no answer within the time limit. */
    record TimedOut(String reason) implements Outcome {}

    /** Sent, and the connection broke or the answer was too large. */
    record Broken(String reason) implements Outcome {}
  }

  /** Calls that give up connecting after {@code connectTimeout}. */
  public HttpCalls(Duration connectTimeout) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Sends and waits; an interrupt ends it early.
   *
   * @param maxBytes longest answer that is read
   */
  public Outcome call(HttpRequest.Builder request, int maxBytes, Duration timeout) {
    if (!timeout.isPositive()) {
      return new Outcome.NotSent("no time left");
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request.timeout(timeout).build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Outcome.Answer(response.statusCode(), Bytes.wrap(response.body()));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Outcome.TimedOut("no answer within " + timeout);
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new Outcome.TimedOut("interrupted");
    }
  }

  private static Outcome failed(Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException e -> new Outcome.NotSent("connecting took too long");
      case HttpTimeoutException e -> new Outcome.TimedOut("it took too long");
      case ConnectException e -> new Outcome.NotSent("cannot connect: " + e.getMessage());
      case UnresolvedAddressException e -> new Outcome.NotSent("the host's name is not known");
      case IOException e -> new Outcome.Broken(e.toString());
      default -> throw new IllegalStateException("a call failed in the HTTP client", cause);
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
