package metro.da.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import metro.da.DaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a call without an answer is to its caller. */
class HttpCallsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpCalls calls = new HttpCalls(PATIENCE);

  @AfterEach
  void closed() {
    calls.close();
  }

  private HttpCalls.Outcome call(int port, Duration timeout) {
    URI nobody = URI.create("http://127.0.0.1:" + port);
    return calls.call(HttpRequest.newBuilder(nobody).GET(), 100, timeout);
  }

  @Test
  void aCallWithoutTimeIsNotSentAndOutOfTime() {
    HttpCalls.Outcome outcome = call(1, Duration.ZERO);
    assertThat(outcome).isInstanceOf(HttpCalls.Outcome.NotSent.class);
    assertThat(((HttpCalls.Outcome.Failed) outcome).kind()).isEqualTo(DaException.Kind.TIMEOUT);
  }

  @Test
  void aClosedPortIsUnavailable() {
    HttpCalls.Outcome outcome = call(1, PATIENCE);
    assertThat(outcome).isInstanceOf(HttpCalls.Outcome.NotSent.class);
    assertThat(((HttpCalls.Outcome.Failed) outcome).kind()).isEqualTo(DaException.Kind.UNAVAILABLE);
  }

  @Test
  void whoeverTakesCallsAndDoesNotAnswerIsOutOfTime() throws IOException {
    try (ServerSocket silent = new ServerSocket()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      HttpCalls.Outcome outcome = call(silent.getLocalPort(), Duration.ofSeconds(2));
      assertThat(outcome).isInstanceOf(HttpCalls.Outcome.TimedOut.class);
      assertThat(((HttpCalls.Outcome.Failed) outcome).kind()).isEqualTo(DaException.Kind.TIMEOUT);
    }
  }

  @Test
  void aConnectionThatBreaksIsUnavailable() throws Exception {
    try (ServerSocket rude = new ServerSocket()) {
      rude.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread.ofVirtual().start(() -> hangUp(rude));
      HttpCalls.Outcome outcome = call(rude.getLocalPort(), PATIENCE);
      assertThat(outcome).isInstanceOf(HttpCalls.Outcome.Broken.class);
      assertThat(((HttpCalls.Outcome.Failed) outcome).kind())
          .isEqualTo(DaException.Kind.UNAVAILABLE);
    }
  }

  /** Reads a request and closes the connection, again and again: clients may try twice. */
  private static void hangUp(ServerSocket server) {
    while (!server.isClosed()) {
      try (var connection = server.accept()) {
        var _ = connection.getInputStream().read();
      } catch (IOException e) {
        // The test closed the server.
      }
    }
  }
}
