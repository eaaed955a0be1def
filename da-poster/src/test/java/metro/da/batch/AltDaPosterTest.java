package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.da.altda.AltDaConfig;
import metro.da.altda.AltDaLayer;
import metro.da.altda.TestAltDaServer;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.SteppedDa;
import metro.ethereum.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The poster over an alt-DA server, with the order on a layer that fails. */
@Timeout(300)
final class AltDaPosterTest {
  private static final Address PAYER = EmbeddedDa.defaultPayer();
  private static final int BATCHES = 8;

  @TempDir Path directory;

  @Test
  void everyBatchIsReadFromTheServerOnceAndInOrder() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    Line line = new Line(5);
    try (SteppedDa stepped = new SteppedDa(directory);
        TestAltDaServer server = new TestAltDaServer()) {
      FaultyDa ordering = new FaultyDa(stepped, random.split(), 10);
      AltDaConfig config = new AltDaConfig(server.endpoint(), true, PAYER);
      PosterConfig posting =
          new PosterConfig(
              Optional.of(PAYER),
              Namespaces.DEFAULT,
              new PostingPolicy(Duration.ZERO, 3, 4, 8, 6),
              SteppedDa.TIMEOUT,
              SteppedDa.TIMEOUT,
              SteppedDa.TIMEOUT,
              Duration.ofMillis(1));
      PosterTest.Log log = new PosterTest.Log(line, random.split(), 0);
      try (AltDaLayer layer = new AltDaLayer(ordering, config)) {
        Poster poster = new Poster(posting, line, log, layer, () -> PosterTest.later(line));
        for (int i = 1; i <= BATCHES; i++) {
          line.block(8, 2_000);
          line.certify();
          while (line.cursor().postedHeight() < line.certifiedHeight()) {
            poster.step();
          }
          assertThat(line.cursor().postedBatch()).isEqualTo(i);
        }
      }
      ordering.heal();
      try (AltDaLayer reader = new AltDaLayer(stepped.da.layer(), config)) {
        PosterTest.readers(line, reader);
      }
    }
  }
}
