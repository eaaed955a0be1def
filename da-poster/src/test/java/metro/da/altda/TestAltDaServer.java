package metro.da.altda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;

/** An alt-DA server in memory: the published interface, and the ways such servers fail. */
public final class TestAltDaServer implements AutoCloseable {
  private static final byte GENERIC = 1;
  private static final byte LAYER = 0x0c;

  private final HttpServer server;
  private final Map<String, byte[]> data = new ConcurrentHashMap<>();
  private final AtomicInteger puts = new AtomicInteger();

  /** What a put is answered with instead, when not 200. */
  volatile int putStatus = 200;

  /** Whether commitments are answered as text. */
  volatile boolean answersHex;

  volatile boolean isForgetful;
  volatile boolean isLying;

  public TestAltDaServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/put", this::put);
    server.createContext("/get/", this::get);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  int puts() {
    return puts.get();
  }

  private void put(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (putStatus != 200) {
      answer(exchange, putStatus, new byte[0]);
      return;
    }
    puts.incrementAndGet();
    if (path.equals("/put")) {
      Bytes commitment = prefixed(new byte[] {GENERIC, LAYER}, Envelope.digest(Bytes.wrap(body)));
      data.put(commitment.toString(), body);
      answer(
          exchange,
          200,
          answersHex
              ? commitment.toString().getBytes(StandardCharsets.US_ASCII)
              : commitment.toArray());
      return;
    }
    Bytes commitment = prefixed(new byte[] {0}, Keccak.hash(body));
    boolean isRight = path.equals("/put/" + commitment);
    if (isRight) {
      data.put(commitment.toString(), body);
    }
    answer(exchange, isRight ? 200 : 400, new byte[0]);
  }

  private static Bytes prefixed(byte[] prefix, Hash hash) {
    byte[] out = java.util.Arrays.copyOf(prefix, prefix.length + Hash.SIZE);
    hash.copyTo(out, prefix.length);
    return Bytes.wrap(out);
  }

  private void get(HttpExchange exchange) throws IOException {
    byte[] found = data.get(exchange.getRequestURI().getPath().substring("/get/".length()));
    if (found == null || isForgetful) {
      answer(exchange, 404, new byte[0]);
      return;
    }
    byte[] body = found.clone();
    body[0] ^= (byte) (isLying ? 1 : 0);
    answer(exchange, 200, body);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
