package metro.da.altda;

import static metro.da.DaException.Kind.NOT_FOUND;
import static metro.da.DaException.Kind.REFUSED;
import static metro.da.DaException.Kind.UNAVAILABLE;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import metro.da.DaException;
import metro.da.http.HttpCalls;
import metro.ethereum.Bytes;
import metro.ethereum.Hex;
import metro.ethereum.Keccak;

/**
 * The HTTP interface of alt-DA servers (OP Stack specification; EigenDA proxy, Celestia's and
 * Avail's servers speak it). Commitments begin with their type: 0 is Keccak-256 of the data, 1 is
 * the service's own.
 */
final class AltDaServer implements AutoCloseable {
  private static final byte KECCAK_TYPE = 0;
  private static final int KECCAK_BYTES = 33;
  private static final int OK = 200;
  private static final int NOT_FOUND_STATUS = 404;
  private static final int FAIL_OVER = 503;
  private static final int CLIENT_ERRORS = 4;

  private final HttpCalls http;
  private final String endpoint;
  private final boolean usesKeccak;

  /**
   * A client.
   *
   * @param usesKeccak whether this side makes the commitments, else the service does
   */
  AltDaServer(URI endpoint, boolean usesKeccak, Duration connectTimeout) {
    this.http = new HttpCalls(connectTimeout);
    this.endpoint = endpoint.toString().replaceAll("/+$", "");
    this.usesKeccak = usesKeccak;
  }

  /**
   * Stores data; returns its commitment.
   *
   * @throws DaException UNAVAILABLE when the server asks to use another layer for now (503)
   */
  Bytes put(Bytes data, Duration timeout) throws DaException {
    Bytes own = keccakCommitment(data);
    String path = usesKeccak ? "/put/" + own : "/put";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(data.arrayForReading()));
    Bytes answer = exchange("put", request, Envelope.MAX_COMMITMENT_BYTES, timeout);
    return usesKeccak ? own : commitment(answer);
  }

  /** The data under a commitment, at most {@code length} bytes, not verified. */
  Bytes get(Bytes commitment, int length, Duration timeout) throws DaException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + "/get/" + commitment)).GET();
    return exchange("get", request, length, timeout);
  }

  /** Whether a commitment of type 0 is of this data; those of type 1 say nothing here. */
  static boolean mayCommitTo(Bytes commitment, Bytes data) {
    return commitment.at(0) != KECCAK_TYPE || commitment.equals(keccakCommitment(data));
  }

  private static Bytes keccakCommitment(Bytes data) {
    byte[] out = new byte[KECCAK_BYTES];
    out[0] = KECCAK_TYPE;
    Keccak.hash(data.arrayForReading()).copyTo(out, 1);
    return Bytes.wrap(out);
  }

  /** Servers answer with the bytes; the specification's text says hexadecimal. */
  private static Bytes commitment(Bytes answer) throws DaException {
    String text = new String(answer.arrayForReading(), StandardCharsets.US_ASCII).strip();
    try {
      Bytes bytes = text.startsWith("0x") ? Bytes.wrap(Hex.decode(text)) : answer;
      if (!bytes.isEmpty()) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      return answer;
    }
    throw new DaException(DaException.Kind.BAD_ANSWER, "alt-DA server, put: no commitment");
  }

  private Bytes exchange(String what, HttpRequest.Builder request, int maxBytes, Duration timeout)
      throws DaException {
    return switch (http.call(request, maxBytes, timeout)) {
      case HttpCalls.Outcome.Answer(int status, Bytes body) when status == OK -> body;
      case HttpCalls.Outcome.Answer(int status, Bytes body) -> throw refused(what, status);
      case HttpCalls.Outcome.Failed none -> throw failed(none.kind(), what, none.reason());
    };
  }

  private static DaException refused(String what, int status) {
    return switch (status) {
      case NOT_FOUND_STATUS -> failed(NOT_FOUND, what, "it has no such data");
      case FAIL_OVER -> failed(UNAVAILABLE, what, "it asks to use another layer (503)");
      default ->
          failed(status / 100 == CLIENT_ERRORS ? REFUSED : UNAVAILABLE, what, "HTTP " + status);
    };
  }

  private static DaException failed(DaException.Kind kind, String what, String why) {
    return new DaException(kind, "alt-DA server, " + what + ": " + why);
  }

  @Override
  public void close() {
    http.close();
  }
}
