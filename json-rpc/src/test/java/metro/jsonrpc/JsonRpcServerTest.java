package metro.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(60)
final class JsonRpcServerTest {
  private static final JsonRpcLimits LIMITS =
      JsonRpcLimits.DEFAULT
          .withMaxBodyBytes(64 * 1024)
          .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(10))
          .withSocketQueue(4, 64, 1024 * 1024);

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch subscriptionEnded = new CountDownLatch(1);
  private final CountDownLatch floodRefused = new CountDownLatch(1);
  private final JsonRpcServer server = start(AllowedOrigins.ANY);

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private JsonRpcServer start(AllowedOrigins origins) {
    AtomicLong ids = new AtomicLong();
    MethodTable table = new MethodTable();
    table.register("echo", call -> call.params().json());
    table.register("double", c -> Json.quantity(2 * c.params().at(0, "number").quantity()));
    table.register("address", c -> Json.number(c.params().at(0, "address").fixedBytes(20).length));
    table.register("broken", c -> Json.text(Optional.<String>empty().orElseThrow()));
    table.register(
        "refuse",
        c -> {
          throw JsonRpcError.of(-32000, "nonce too low", Json.object().put("code", 8))
              .toException();
        });
    table.registerAsync(
        "later",
        c -> CompletableFuture.supplyAsync(() -> Json.text("done"), Thread::startVirtualThread));
    table.register(
        "flood",
        c -> {
          PushChannel push = c.push().orElseThrow();
          Thread.startVirtualThread(() -> flood(push));
          return Json.bool(true);
        });
    new Subscriptions(() -> "0x" + Long.toHexString(ids.incrementAndGet()))
        .kind(
            "count",
            (params, sink) -> {
              for (int i = 0; i < params.at(0, "count").integer(); i++) {
                sink.send(Json.number(i));
              }
              return subscriptionEnded::countDown;
            })
        .registerIn(table);
    return JsonRpcServer.start(
        new JsonRpcServer.Config("127.0.0.1", 0, LIMITS, origins),
        Routes.under("/rpc/", id -> id.equals("7") ? Optional.of(table) : Optional.empty()));
  }

  private void flood(PushChannel push) {
    String text = "x".repeat(10_000);
    while (push.notify("flood", Json.text(text))) {
      Thread.onSpinWait();
    }
    floodRefused.countDown();
  }

  private HttpResponse<String> post(int port, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode call(String body) throws IOException, InterruptedException {
    HttpResponse<String> response = post(server.port(), "/rpc/7", body);
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }

  private static String request(Object id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  @Test
  void answers_a_call_with_its_id() throws Exception {
    JsonNode reply = call(request("\"a\"", "double", "[\"0x15\"]"));
    assertThat(reply.toString())
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":\"0x2a\"}");
    assertThat(call(request(1, "later", "[]")).get("result").stringValue()).isEqualTo("done");
  }

  @Test
  void errors_name_the_parameter() throws Exception {
    assertThat(message(call(request(1, "double", "[]"))))
        .isEqualTo("missing value for required argument number");
    assertThat(message(call(request(1, "double", "[\"0x01\"]"))))
        .isEqualTo("number: hex number with leading zero digits");
    assertThat(message(call(request(1, "double", "[21]")))).isEqualTo("number must be a string");
    assertThat(message(call(request(1, "address", "[\"0x1234\"]"))))
        .isEqualTo("address has 20 bytes, not 2");
    assertThat(message(call(request(1, "double", "{\"a\":1}"))))
        .isEqualTo("params must be an array");
  }

  @Test
  void errors_have_their_codes_and_data() throws Exception {
    JsonNode refused = call(request(1, "refuse", "[]")).get("error");
    assertThat(refused.toString())
        .isEqualTo("{\"code\":-32000,\"message\":\"nonce too low\",\"data\":{\"code\":8}}");
    assertThat(code(call(request(1, "nothing", "[]")))).isEqualTo(-32601);
    assertThat(code(call(request(1, "broken", "[]")))).isEqualTo(-32603);
    assertThat(code(call("{]"))).isEqualTo(-32700);
    assertThat(code(call("[".repeat(10_000)))).isEqualTo(-32700);
    assertThat(code(call("{\"id\":1}"))).isEqualTo(-32600);
    assertThat(code(call("[]"))).isEqualTo(-32600);
    assertThat(code(call("[" + "1,".repeat(200) + "1]"))).isEqualTo(-32600);
  }

  @Test
  void answers_batches_in_order_and_notifications_not_at_all() throws Exception {
    String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"echo\"}";
    JsonNode replies =
        call(
            "["
                + request(1, "echo", "[1]")
                + ","
                + notification
                + ","
                + request(2, "no", "[]")
                + "]");
    assertThat(replies.size()).isEqualTo(2);
    assertThat(replies.get(0).get("result").get(0).intValue()).isEqualTo(1);
    assertThat(code(replies.get(1))).isEqualTo(-32601);
    assertThat(post(server.port(), "/rpc/7", notification).body()).isEmpty();
  }

  @Test
  void refuses_what_it_does_not_serve() throws Exception {
    assertThat(post(server.port(), "/rpc/8", "{}").statusCode()).isEqualTo(404);
    assertThat(post(server.port(), "/", "{}").statusCode()).isEqualTo(404);
    HttpRequest get =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/rpc/7")).build();
    assertThat(client.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    String big = request(1, "echo", "[\"" + "x".repeat(70_000) + "\"]");
    assertThat(post(server.port(), "/rpc/7", big).statusCode()).isEqualTo(413);
    // The server closes without reading a body of more than twice the limit, and a reset may
    // overtake its answer to a client that is still sending: this one asks first (RFC 9110,
    // section 10.1.1).
    HttpRequest asking =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/rpc/7"))
            .expectContinue(true)
            .POST(BodyPublishers.ofString("x".repeat(1_000_000)))
            .build();
    assertThat(client.send(asking, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  @Test
  void web_pages_call_only_from_allowed_origins() throws Exception {
    String body = request(1, "echo", "[]");
    HttpResponse<String> any = post(server.port(), "/rpc/7", body, "Origin", "http://a.example");
    assertThat(any.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    try (JsonRpcServer none = start(AllowedOrigins.NONE)) {
      assertThat(post(none.port(), "/rpc/7", body, "Origin", "http://a.example").statusCode())
          .isEqualTo(403);
      assertThat(post(none.port(), "/rpc/7", body).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void preflight_is_answered() throws Exception {
    HttpRequest options =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/rpc/7"))
            .method("OPTIONS", BodyPublishers.noBody())
            .header("Origin", "http://a.example")
            .build();
    HttpResponse<String> reply = client.send(options, BodyHandlers.ofString());
    assertThat(reply.statusCode()).isEqualTo(204);
    assertThat(reply.headers().firstValue("Access-Control-Allow-Headers")).contains("content-type");
  }

  private static final class Messages implements WebSocket.Listener {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.complete(-1);
    }

    JsonNode next() throws InterruptedException {
      String text = texts.poll(20, TimeUnit.SECONDS);
      assertThat(text).isNotNull();
      return Json.mapper().readTree(text);
    }
  }

  private WebSocket connect(Messages messages) {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/rpc/7");
    return client.newWebSocketBuilder().buildAsync(uri, messages).join();
  }

  @Test
  void a_subscription_tells_its_id_before_its_results() throws Exception {
    Messages messages = new Messages();
    WebSocket socket = connect(messages);
    socket.sendText(request(1, "eth_subscribe", "[\"count\",3]"), true).join();
    String id = messages.next().get("result").stringValue();
    for (int i = 0; i < 3; i++) {
      JsonNode push = messages.next();
      assertThat(push.get("method").stringValue()).isEqualTo("eth_subscription");
      assertThat(push.get("params").get("subscription").stringValue()).isEqualTo(id);
      assertThat(push.get("params").get("result").intValue()).isEqualTo(i);
    }
    socket.sendText(request(2, "eth_unsubscribe", "[\"" + id + "\"]"), true).join();
    assertThat(messages.next().get("result").booleanValue()).isTrue();
    assertThat(subscriptionEnded.await(20, TimeUnit.SECONDS)).isTrue();
    socket.sendText(request(3, "eth_unsubscribe", "[\"" + id + "\"]"), true).join();
    assertThat(message(messages.next())).isEqualTo("subscription not found");
    socket.abort();
  }

  @Test
  void subscriptions_end_with_their_connection() throws Exception {
    Messages messages = new Messages();
    WebSocket socket = connect(messages);
    socket.sendText(request(1, "eth_subscribe", "[\"count\",0]"), true).join();
    messages.next();
    socket.abort();
    assertThat(subscriptionEnded.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_message_may_come_in_pieces_but_not_too_many() throws Exception {
    Messages messages = new Messages();
    WebSocket socket = connect(messages);
    String text = request(1, "echo", "[7]");
    socket.sendText(text.substring(0, 10), false).join();
    socket.sendText(text.substring(10), true).join();
    assertThat(messages.next().get("result").get(0).intValue()).isEqualTo(7);
    for (int i = 0; i < 5 && !messages.closed.isDone(); i++) {
      socket.sendText("x".repeat(20_000), false).exceptionally(e -> socket).join();
    }
    assertThat(messages.closed.get(20, TimeUnit.SECONDS)).isIn(1009, -1);
  }

  @Test
  void a_reader_that_never_reads_is_cut_off() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      upgrade(socket);
      byte[] text = request(1, "flood", "[]").getBytes(StandardCharsets.UTF_8);
      OutputStream out = socket.getOutputStream();
      out.write(0x81);
      out.write(0x80 | text.length);
      out.write(new byte[4]);
      out.write(text);
      out.flush();
      assertThat(floodRefused.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void upgrade(Socket socket) throws IOException {
    String head =
        String.join(
            "\r\n",
            "GET /rpc/7 HTTP/1.1",
            "Host: x",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "",
            "");
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    StringBuilder reply = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (!reply.toString().endsWith("\r\n\r\n")) {
      reply.append((char) in.read());
    }
    assertThat(reply.toString()).startsWith("HTTP/1.1 101");
  }

  @Test
  void a_request_that_trickles_is_closed() throws Exception {
    JsonRpcLimits hasty =
        LIMITS.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(10));
    JsonRpcServer.Config config =
        new JsonRpcServer.Config("127.0.0.1", 0, hasty, AllowedOrigins.NONE);
    try (JsonRpcServer other = JsonRpcServer.start(config, Routes.everywhere(new MethodTable()));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write("POST /rpc/7 HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void one_address_takes_its_share_of_connections_only() throws Exception {
    JsonRpcLimits few = LIMITS.withMaxConnectionsPerAddress(3);
    JsonRpcServer.Config config =
        new JsonRpcServer.Config("127.0.0.1", 0, few, AllowedOrigins.NONE);
    try (JsonRpcServer small = JsonRpcServer.start(config, Routes.everywhere(new MethodTable()));
        Socket first = new Socket(InetAddress.getLoopbackAddress(), small.port());
        Socket second = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
      Socket third = new Socket(InetAddress.getLoopbackAddress(), small.port());
      assertThat(isClosedAtOnce(small.port())).isTrue();
      third.close();
      while (isClosedAtOnce(small.port())) {
        Thread.onSpinWait(); // until the server has noticed
      }
      assertThat(first.isConnected() && second.isConnected()).isTrue();
    }
  }

  /** Whether a new connection is closed, and not answered. */
  private static boolean isClosedAtOnce(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void chunked_bodies_are_refused_before_they_are_read() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /rpc/7 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      byte[] reply = socket.getInputStream().readNBytes(12);
      assertThat(new String(reply, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 411");
    }
  }

  @Test
  void garbage_costs_the_sender_only() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 50; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        byte[] garbage = new byte[random.nextInt(1, 4096)];
        random.nextBytes(garbage);
        socket.getOutputStream().write(garbage);
      } catch (IOException e) {
        // the server may have closed it already
      }
    }
    assertThat(call(request(1, "echo", "[1]")).get("result").size()).isEqualTo(1);
  }

  @Test
  void a_frame_of_a_huge_length_is_refused() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(30_000);
      upgrade(socket);
      byte[] head = {(byte) 0x81, (byte) 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      socket.getOutputStream().write(head);
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      assertThat(in.readAllBytes().length).isLessThan(200);
    }
    assertThat(call(request(1, "echo", "[1]")).get("result").size()).isEqualTo(1);
  }

  private static String message(JsonNode reply) {
    return reply.get("error").get("message").stringValue();
  }

  private static int code(JsonNode reply) {
    return reply.get("error").get("code").intValue();
  }

  @Test
  void aTokenIsAskedForWhereOneIsSet() throws Exception {
    JsonRpcServer guarded =
        JsonRpcServer.start(
            new JsonRpcServer.Config("127.0.0.1", 0, LIMITS, AllowedOrigins.NONE),
            Routes.everywhere(new MethodTable().register("echo", call -> call.params().json())),
            Optional.of("secret"));
    try {
      assertThat(statusOf(guarded, "", "")).isEqualTo(401);
      assertThat(statusOf(guarded, "", "Bearer wrong")).isEqualTo(401);
      assertThat(statusOf(guarded, "", "Bearer secret")).isEqualTo(200);
      assertThat(statusOf(guarded, "?token=secret", "")).isEqualTo(200);
    } finally {
      guarded.close();
    }
  }

  private int statusOf(JsonRpcServer guarded, String query, String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + guarded.port() + "/" + query))
            .POST(BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\"}"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.discarding()).statusCode();
  }
}
