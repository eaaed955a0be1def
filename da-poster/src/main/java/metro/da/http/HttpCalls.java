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
import metro.da.DaException;
import metro.ethereum.Bytes;

/** HTTP calls bounded in time and in the size of the answer. Safe for many threads. */
public final class HttpCalls implements AutoCloseable {
  private final HttpClient http;
  private final Duration connectTimeout;

  /** What came of a call. */
  public sealed interface Outcome {
    /** An answer, whatever its status. */
    record Answer(int status, Bytes body) implements Outcome {}

    /** There is no answer. */
    sealed interface Failed extends Outcome {
      /** Why, in words. */
      String reason();

      /** What that is to somebody who reads: out of time, or nobody there. */
      default DaException.Kind kind() {
        return DaException.Kind.UNAVAILABLE;
      }
    }

    /** The request never reached the server: not in time, or there is none. */
    record NotSent(String reason, boolean isOutOfTime) implements Failed {
      @Override
      public DaException.Kind kind() {
        return isOutOfTime ? DaException.Kind.TIMEOUT : DaException.Kind.UNAVAILABLE;
      }
    }

    /** Sent, no answer within the time limit. */
    record TimedOut(String reason) implements Failed {
      @Override
      public DaException.Kind kind() {
        return DaException.Kind.TIMEOUT;
      }
    }

    /** Sent, and the connection broke or the answer was too large. */
    record Broken(String reason) implements Failed {}
  }

  /** Calls that give up connecting after {@code connectTimeout}. */
  public HttpCalls(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
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
      return new Outcome.NotSent("no time left", true);
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
      return failed(e.getCause() == null ? e : e.getCause(), timeout);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new Outcome.TimedOut("interrupted");
    }
  }

  private Outcome failed(Throwable cause, Duration timeout) {
    return switch (cause) {
      case HttpConnectTimeoutException e ->
          new Outcome.NotSent("connecting took too long", timeout.compareTo(connectTimeout) < 0);
      case HttpTimeoutException e -> new Outcome.TimedOut("it took too long");
      case ConnectException e -> new Outcome.NotSent("cannot connect: " + e.getMessage(), false);
      case UnresolvedAddressException e ->
          new Outcome.NotSent("the host's name is not known", false);
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
