package metro.da.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import metro.da.celestia.JsonFields;
import metro.da.embedded.faults.Fault;
import metro.da.embedded.faults.Faults;
import metro.da.embedded.faults.Span;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
final class AdminPortTest {
  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> call(EmbeddedDa da, String method, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + da.adminPort().orElseThrow() + path))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void everyFaultCanBeSetSeenAndCleared() throws Exception {
    List<String> all =
        List.of(
            "{\"fault\":\"down\",\"calls\":\"reads\",\"next\":3}",
            "{\"fault\":\"slow\",\"calls\":\"all\",\"millis\":20,\"blocks\":2}",
            "{\"fault\":\"server-error\",\"calls\":\"submissions\",\"status\":502,\"probability\":0.25,\"seed\":7}",
            "{\"fault\":\"timed-out-but-included\"}",
            "{\"fault\":\"evicted-then-included\",\"after\":4}",
            "{\"fault\":\"sequence-mismatch\"}",
            "{\"fault\":\"too-large\"}",
            "{\"fault\":\"full-blocks\"}",
            "{\"fault\":\"lagging-head\",\"behind\":5}",
            "{\"fault\":\"wrong-proof\"}",
            "{\"fault\":\"wrong-data\"}",
            "{\"fault\":\"pruned-history\",\"kept\":9}");
    try (SteppedDa stepped = new SteppedDa(EmbeddedDaConfig.in(directory).servingAdmin(0))) {
      for (String one : all) {
        HttpResponse<String> response = call(stepped.da, "POST", "/faults", one);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      }
      JsonNode set = JsonFields.MAPPER.readTree(call(stepped.da, "GET", "/faults", "").body());
      for (int i = 0; i < all.size(); i++) {
        String told = set.get(i).toString().replace(",\"struck\":0", "");
        assertThat(told).isEqualTo(all.get(i));
      }
      assertThat(call(stepped.da, "DELETE", "/faults", "").body()).isEqualTo("[]");
      assertThat(stepped.da.faults().list()).isEmpty();
    }
  }

  @Test
  void mistakesAreAnsweredWithWhatThereIs() throws Exception {
    try (SteppedDa stepped = new SteppedDa(EmbeddedDaConfig.in(directory).servingAdmin(0))) {
      for (String wrong :
          List.of(
              "{",
              "{}",
              "{\"fault\":\"down\",\"calls\":\"x\"}",
              "{\"fault\":\"slow\",\"millis\":-1}")) {
        assertThat(call(stepped.da, "POST", "/faults", wrong).statusCode()).isEqualTo(400);
      }
      assertThat(call(stepped.da, "POST", "/faults", "{}").body())
          .contains("evicted-then-included");
      assertThat(call(stepped.da, "GET", "/nothing", "").statusCode()).isEqualTo(404);
      assertThat(call(stepped.da, "POST", "/blocks", "").body()).isEqualTo("{\"height\":2}");
      assertThat(call(stepped.da, "GET", "/status", "").body()).contains("\"height\":2");
    }
  }

  @Test
  void aSwitchLastsAsLongAsItIsSetFor() {
    Faults faults = new Faults();
    faults.next(2, new Fault.TooLarge());
    assertThat(strikes(faults, 4)).containsExactly(true, true, false, false);
    faults.set(new Fault.TooLarge(), new Span.NextBlocks(1));
    assertThat(strikes(faults, 2)).containsExactly(true, true);
    faults.blockMade();
    assertThat(strikes(faults, 1)).containsExactly(false);
    faults.set(new Fault.TooLarge(), new Span.Chance(0.5, 1));
    List<Boolean> some = strikes(faults, 100);
    assertThat(some).contains(true, false);
    faults.clear(Fault.TooLarge.class);
    faults.set(new Fault.TooLarge(), new Span.Chance(0.5, 1));
    assertThat(strikes(faults, 100)).as("the same seed").isEqualTo(some);
    faults.set(new Fault.Slow(Fault.Calls.READS, Duration.ZERO));
    faults.clear(Fault.TooLarge.class);
    assertThat(faults.list()).hasSize(1);
    assertThat(faults.strike(Fault.Slow.class, f -> f.calls().include(true))).isEmpty();
    assertThat(faults.strike(Fault.Slow.class, f -> f.calls().include(false))).isPresent();
  }

  private static List<Boolean> strikes(Faults faults, int calls) {
    List<Boolean> out = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      out.add(faults.strike(Fault.TooLarge.class).isPresent());
    }
    return out;
  }
}
