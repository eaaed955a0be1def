package metro.da.altda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.DaException;
import metro.da.DaHeight;
import metro.da.SubmitResult;
import metro.da.celestia.Namespace;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.SteppedDa;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.state.MalformedException;
import metro.state.RollupId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The alt-DA layer over a server of its interface and the embedded layer for the order. */
@Timeout(120)
final class AltDaTest {
  private static final Address PAYER = EmbeddedDa.defaultPayer();
  private static final Namespace ONE = Namespace.ofRollup(new RollupId(1));

  @TempDir Path directory;
  private SteppedDa stepped;
  private TestAltDaServer server;

  @BeforeEach
  void start() throws IOException {
    stepped = new SteppedDa(directory);
    server = new TestAltDaServer();
  }

  @AfterEach
  void stop() {
    server.close();
    stepped.close();
  }

  private AltDaLayer layer(boolean usesKeccak) {
    return new AltDaLayer(
        stepped.da.layer(), new AltDaConfig(server.endpoint(), usesKeccak, PAYER));
  }

  private static Blob blob(int bytes, long seed) {
    byte[] data = new byte[bytes];
    new SplittableRandom(seed).nextBytes(data);
    return Blob.signed(ONE, PAYER, Bytes.wrap(data));
  }

  private static List<Blob> read(AltDaLayer layer, DaHeight height) throws DaException {
    return layer.read(layer.header(height, SteppedDa.TIMEOUT), ONE, SteppedDa.TIMEOUT).blobs();
  }

  private DaHeight included(AltDaLayer layer, Blob... blobs) throws InterruptedException {
    SubmitResult result = stepped.submit(layer, blobs);
    assertThat(result).isInstanceOf(SubmitResult.Included.class);
    return ((SubmitResult.Included) result).height();
  }

  private long blobsOrdered() throws DaException {
    long count = 0;
    try (var layer = stepped.da.layer()) {
      long head = layer.head(SteppedDa.TIMEOUT).height().value();
      for (long height = 1; height <= head; height++) {
        var header = layer.header(new DaHeight(height), SteppedDa.TIMEOUT);
        count += layer.read(header, ONE, SteppedDa.TIMEOUT).blobs().size();
      }
    }
    return count;
  }

  @Test
  void dataOfEverySizeComesBackUnderEveryKindOfCommitment() throws Exception {
    Blob[] blobs = {blob(1, 1), blob(256, 2), blob(257, 3), blob(500_000, 4)};
    for (int kind = 0; kind < 3; kind++) {
      server.answersHex = kind == 2;
      try (AltDaLayer writer = layer(kind == 0);
          AltDaLayer reader = layer(false)) {
        assertThat(read(reader, included(writer, blobs))).containsExactly(blobs);
      }
    }
    assertThat(server.puts()).as("small data stays where the order is").isEqualTo(6);
  }

  @Test
  void aRepetitionPutsNothingTwice() throws Exception {
    try (AltDaLayer layer = layer(false)) {
      included(layer, blob(1000, 1));
      included(layer, blob(1000, 1));
      assertThat(server.puts()).isOne();
    }
  }

  @Test
  void aServerThatTakesNothingNowOrNeverLeavesNothingOrdered() throws Exception {
    try (AltDaLayer layer = layer(false)) {
      server.putStatus = 503;
      assertThat(stepped.submit(layer, blob(1000, 1)))
          .isInstanceOf(SubmitResult.Unavailable.class)
          .asString()
          .contains("503");
      server.putStatus = 413;
      SubmitResult refused = stepped.submit(layer, blob(1000, 1));
      assertThat(refused).isInstanceOf(SubmitResult.Refused.class);
      assertThat(((SubmitResult.Refused) refused).code()).isEqualTo(AltDaLayer.SERVER_REFUSED);
      server.putStatus = 200;
      server.isForgetful = true;
      assertThat(stepped.submit(layer, blob(1000, 1)))
          .as("what cannot be read back is not named")
          .isInstanceOf(SubmitResult.Unavailable.class);
      assertThat(blobsOrdered()).isZero();
      server.isForgetful = false;
      included(layer, blob(1000, 1));
    }
  }

  @Test
  void alteredDataIsUnprovenAndLostDataStopsTheReader() throws Exception {
    DaHeight height;
    try (AltDaLayer writer = layer(true)) {
      height = included(writer, blob(1000, 1));
    }
    try (AltDaLayer reader = layer(true)) {
      server.isLying = true;
      assertThat(kind(reader, height)).isEqualTo(DaException.Kind.UNPROVEN);
      server.isLying = false;
      server.isForgetful = true;
      assertThat(kind(reader, height)).isEqualTo(DaException.Kind.NOT_FOUND);
      server.isForgetful = false;
      assertThat(read(reader, height)).containsExactly(blob(1000, 1));
    }
  }

  private static DaException.Kind kind(AltDaLayer layer, DaHeight height) {
    return catchThrowableOfType(DaException.class, () -> read(layer, height)).kind();
  }

  @Test
  void whatOthersNameStopsNobodyAndWhatTheySayIsHeard() throws Exception {
    Bytes dangling = Envelope.Reference.to(blob(999, 9).data(), Bytes.fromHex("0x0102")).encode();
    Bytes small = Bytes.fromHex("0x0a0b");
    Blob[] others = {
      Blob.unsigned(ONE, dangling),
      Blob.unsigned(ONE, new Envelope.Inline(small).encode()),
      Blob.unsigned(ONE, Bytes.fromHex("0x6901")),
      Blob.unsigned(ONE, small)
    };
    try (var ordering = stepped.da.layer();
        AltDaLayer reader = layer(true)) {
      SubmitResult result = stepped.submit(ordering, others);
      DaHeight height = ((SubmitResult.Included) result).height();
      assertThat(read(reader, height)).containsExactly(Blob.unsigned(ONE, small));
      assertThat(stepped.submit(reader, Blob.unsigned(ONE, small)))
          .as("only the poster's own")
          .isInstanceOf(SubmitResult.Refused.class);
    }
  }

  @Test
  void envelopesHaveOneForm() {
    Bytes data = Bytes.fromHex("0x" + "ab".repeat(300));
    Envelope reference = Envelope.Reference.to(data, Bytes.fromHex("0x010c"));
    assertThat(reference.encode())
        .hasToString(
            "0x6901010000012c"
                + "ed2ab376f84b26f2596c88cfb41a9de4190442067026f3adbefe652f48158a6b"
                + "00000002010c");
    assertThat(Envelope.decode(reference.encode())).isEqualTo(reference);
    for (String bad :
        List.of(
            "0x",
            "0x69",
            "0x6902",
            "0x690100",
            "0x690102aa",
            "0x690101",
            reference.encode() + "00")) {
      assertThatThrownBy(() -> Envelope.decode(Bytes.fromHex(bad)))
          .isInstanceOf(MalformedException.class);
    }
  }
}
