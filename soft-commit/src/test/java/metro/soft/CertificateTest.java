package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import metro.ethereum.Hex;
import metro.state.Limits;
import metro.state.MalformedException;
import org.junit.jupiter.api.Test;

class CertificateTest {
  private final World world = new World(3);
  private final Certificate certificate = world.certificate(world.header(5), 0, 2);

  @Test
  void theBytesAreTheGoldenOnes() {
    assertThat(Hex.encode(certificate.encode())).isEqualTo(Golden.get("certificate"));
    assertThat(Certificate.decode(Hex.decode(Golden.get("certificate")))).isEqualTo(certificate);
  }

  @Test
  void aCertificateOfTheLargestCommitteeHasTheLargestSize() {
    World large = new World(21);
    int[] everybody = java.util.stream.IntStream.range(0, 21).toArray();
    Certificate full = large.certificate(large.header(1), everybody);
    assertThat(full.encode())
        .hasSize(Certificate.MAX_SIZE)
        .as("fits into a prepared batch")
        .hasSizeLessThanOrEqualTo(Limits.MAX_CERTIFICATE_BYTES);
    assertThat(Certificate.decode(full.encode())).isEqualTo(full);
  }

  @Test
  void aCutAtAnyByteIsRefusedAndNamesTheField() {
    byte[] bytes = certificate.encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Certificate.decode(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("cut off");
    }
  }

  @Test
  void aByteMoreIsRefused() {
    byte[] bytes = Arrays.copyOf(certificate.encode(), certificate.encode().length + 1);
    assertThatThrownBy(() -> Certificate.decode(bytes)).isInstanceOf(MalformedException.class);
  }

  @Test
  void anyChangedByteIsMalformedOrInvalid() {
    byte[] bytes = certificate.encode();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x41;
      assertThat(CertificateVerifier.verify(world.committee, changed).isValid())
          .as("byte %d changed", i)
          .isFalse();
    }
  }

  @Test
  void garbageIsNeverACertificate() {
    long seed = 20_261_121;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] garbage = new byte[random.nextInt(2 * Certificate.MAX_SIZE)];
      random.nextBytes(garbage);
      if (random.nextBoolean() && garbage.length > 2) {
        garbage[0] = 0x51;
        garbage[1] = Certificate.VERSION;
      }
      assertThat(CertificateVerifier.verify(world.committee, garbage).isValid()).isFalse();
    }
  }

  @Test
  void aBitmapWithoutItsSignaturesCannotBeMade() {
    assertThatThrownBy(() -> new Certificate(certificate.header(), 7, certificate.signatures()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Certificate(certificate.header(), 1 << 21, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
