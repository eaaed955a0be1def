package metro.da.eip4844;

import static metro.da.DaException.Kind.BAD_ANSWER;
import static metro.da.DaException.Kind.UNAVAILABLE;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import metro.da.DaException;
import metro.da.celestia.JsonFields;
import metro.da.http.Deadline;
import metro.da.http.HttpCalls;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Blobs by the beacon API: {@code /eth/v1/beacon/blobs}, and the older {@code blob_sidecars} where
 * a node does not have it. Nothing is verified here.
 */
final class BeaconClient {
  private static final int MAX_BLOBS_PER_BLOCK = 4096;
  private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpCalls http;
  private final String endpoint;
  private volatile Optional<Slots> slots = Optional.empty();

  /**
   * Turns time into slots.
   *
   * @param genesis time of slot 0
   * @param secondsPerSlot 0 where slots are block numbers: development nodes without a beacon chain
   */
  private record Slots(long genesis, long secondsPerSlot) {
    long of(Eip4844Header header) {
      return secondsPerSlot == 0
          ? header.height().value()
          : Math.floorDiv(header.time().getEpochSecond() - genesis, secondsPerSlot);
    }
  }

  private record Answer(int status, JsonNode json) {}

  BeaconClient(HttpCalls http, URI endpoint) {
    this.http = http;
    this.endpoint = endpoint.toString().replaceAll("/+$", "");
  }

  /** The blobs of a block with these versioned hashes, in any order; fewer when it lacks some. */
  List<Bytes> blobs(Eip4844Header header, List<Hash> hashes, Deadline deadline) throws DaException {
    long slot = slots(deadline).of(header);
    String wanted = hashes.stream().map(Hash::toString).collect(Collectors.joining(","));
    Answer blobs = get("/eth/v1/beacon/blobs/" + slot + "?versioned_hashes=" + wanted, deadline);
    if (blobs.status == OK) {
      return data(blobs, value -> Bytes.fromHex(value.asString("")));
    }
    Answer sidecars = get("/eth/v1/beacon/blob_sidecars/" + slot, deadline);
    if (sidecars.status == OK) {
      return data(sidecars, value -> Quantities.bytes(value, "blob"));
    }
    if (blobs.status == NOT_FOUND || sidecars.status == NOT_FOUND) {
      return List.of();
    }
    throw new DaException(UNAVAILABLE, "beacon node, blobs: HTTP " + blobs.status);
  }

  private static List<Bytes> data(Answer answer, Function<JsonNode, Bytes> read)
      throws DaException {
    return checked(() -> JsonFields.list(answer.json, "data", MAX_BLOBS_PER_BLOCK, read));
  }

  private Slots slots(Deadline deadline) throws DaException {
    Optional<Slots> known = slots;
    if (known.isPresent()) {
      return known.get();
    }
    JsonNode genesis = required("/eth/v1/beacon/genesis", deadline);
    long genesisTime = checked(() -> JsonFields.number(genesis, "genesis_time"));
    Slots found = new Slots(genesisTime, secondsPerSlot(deadline));
    slots = Optional.of(found);
    return found;
  }

  private long secondsPerSlot(Deadline deadline) throws DaException {
    Answer spec = get("/eth/v1/config/spec", deadline);
    if (spec.status == NOT_FOUND) {
      return 0;
    }
    if (spec.status != OK) {
      throw new DaException(UNAVAILABLE, "beacon node, config/spec: HTTP " + spec.status);
    }
    long seconds =
        checked(
            () -> JsonFields.number(JsonFields.required(spec.json, "data"), "SECONDS_PER_SLOT"));
    if (seconds < 1) {
      throw new DaException(BAD_ANSWER, "beacon node: SECONDS_PER_SLOT is " + seconds);
    }
    return seconds;
  }

  private JsonNode required(String path, Deadline deadline) throws DaException {
    Answer answer = get(path, deadline);
    if (answer.status != OK) {
      throw new DaException(UNAVAILABLE, "beacon node, " + path + ": HTTP " + answer.status);
    }
    return checked(() -> JsonFields.required(answer.json, "data"));
  }

  private interface Reading<T> {
    T read();
  }

  private static <T> T checked(Reading<T> reading) throws DaException {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      throw new DaException(BAD_ANSWER, "beacon node: " + e.getMessage(), e);
    }
  }

  private Answer get(String path, Deadline deadline) throws DaException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .header("Accept", "application/json")
            .GET();
    return switch (http.call(request, MAX_ANSWER_BYTES, deadline.left())) {
      case HttpCalls.Outcome.Answer(int status, Bytes body) -> answer(status, body);
      case HttpCalls.Outcome.Failed none -> throw failed(none.kind(), path, none.reason());
    };
  }

  private static DaException failed(DaException.Kind kind, String path, String why) {
    return new DaException(kind, "beacon node, " + path.split("\\?", 2)[0] + ": " + why);
  }

  private static Answer answer(int status, Bytes body) throws DaException {
    try {
      return new Answer(
          status,
          status == OK ? JsonFields.MAPPER.readTree(body.arrayForReading()) : JsonFields.object());
    } catch (JacksonException e) {
      throw new DaException(BAD_ANSWER, "beacon node: no JSON with HTTP 200", e);
    }
  }
}
