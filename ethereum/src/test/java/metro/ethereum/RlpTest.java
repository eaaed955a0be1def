package metro.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

final class RlpTest {
  @TestFactory
  Stream<DynamicTest> officialEncodings() {
    JsonNode tests = Vectors.json(Vectors.ethereumTests("RLPTests/rlptest.json"));
    return tests.properties().stream()
        .map(test ->
            dynamicTest(
                test.getKey(),
                () -> {
                  byte[] expected = Hex.decode(test.getValue().get("out").asString());
                  RlpWriter out = new RlpWriter();
                  write(out, test.getValue().get("in"));
                  assertThat(out.toBytes()).isEqualTo(expected);
                  assertThat(rewritten(expected)).isEqualTo(expected);
                }));
  }

  private static void write(RlpWriter out, JsonNode value) {
    if (value.isArray()) {
      out.list(w -> value.forEach(v -> write(w, v)));
    } else if (value.isNumber()) {
      out.uint64(value.asLong());
    } else if (value.asString().startsWith("#")) {
      out.bytes(minimal(new BigInteger(value.asString().substring(1))));
    } else {
      out.bytes(value.asString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static byte[] minimal(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  @TestFactory
  Stream<DynamicTest> officialInvalidEncodings() {
    Path file = Vectors.ethereumTests("RLPTests/invalidRLPTest.json");
    return Vectors.json(file).properties().stream()
        .map(test ->
            dynamicTest(
                test.getKey(),
                () -> {
                  byte[] bytes = Hex.decode(test.getValue().get("out").asString());
                  assertThatThrownBy(() -> rewritten(bytes)).isInstanceOf(RlpException.class);
                }));
  }

  @Test
  void officialRandomEncodingsAreReadAndWrittenBack() {
    JsonNode tests = Vectors.json(Vectors.ethereumTests("RLPTests/RandomRLPTests/example.json"));
    for (var test : tests.properties()) {
      byte[] bytes = Hex.decode(test.getValue().get("out").asString());
      assertThat(rewritten(bytes)).as(test.getKey()).isEqualTo(bytes);
    }
  }

  /** One reading for each byte string: what is read is written back the same, or refused. */
  @Test
  void randomBytesHaveOneEncodingOrNone() {
    SplittableRandom random = new SplittableRandom(1);
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      bytes[0] = (byte) (0x80 + random.nextInt(0x80));
      try {
        assertThat(rewritten(bytes)).isEqualTo(bytes);
        read++;
      } catch (RlpException e) {
        assertThat(e).hasMessageMatching(".+");
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void numbersHaveNoLeadingZerosAndABound() {
    assertThatThrownBy(() -> RlpReader.of(Hex.decode("0x820001")).uint64())
        .hasMessageContaining("leading zero");
    assertThatThrownBy(() -> RlpReader.of(Hex.decode("0x00")).uint64())
        .hasMessageContaining("leading zero");
    assertThatThrownBy(() -> RlpReader.of(Hex.decode("0x89010000000000000000")).uint64())
        .hasMessageContaining("more than 8 bytes");
    assertThat(RlpReader.of(Hex.decode("0x88ffffffffffffffff")).uint64()).isEqualTo(-1);
    assertThat(RlpReader.of(Hex.decode("0x80")).uint64()).isZero();
  }

  private static byte[] rewritten(byte[] bytes) {
    RlpReader reader = RlpReader.of(bytes);
    RlpWriter writer = new RlpWriter();
    copy(reader, writer);
    reader.requireEnd();
    return writer.toBytes();
  }

  private static void copy(RlpReader reader, RlpWriter writer) {
    if (!reader.nextIsList()) {
      writer.bytes(reader.bytes());
      return;
    }
    RlpReader inner = reader.list();
    writer.list(w -> {
      while (!inner.isAtEnd()) {
        copy(inner, w);
      }
    });
  }
}
