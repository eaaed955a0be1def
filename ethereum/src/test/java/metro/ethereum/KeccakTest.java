package metro.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;

class KeccakTest {
  private final long seed = Long.getLong("metro.seed", System.nanoTime());

  private static byte[] independent(byte[] bytes, int offset, int length) {
    KeccakDigest digest = new KeccakDigest(256);
    digest.update(bytes, offset, length);
    byte[] out = new byte[32];
    digest.doFinal(out, 0);
    return out;
  }

  @Test
  void known_digests_come_out() {
    assertThat(Hex.encode(Keccak.keccak256(new byte[0])))
        .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    assertThat(
            Hex.encode(
                Keccak.keccak256("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
        .isEqualTo("0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  }

  @Test
  void every_length_up_to_five_blocks_agrees_with_bouncy_castle() {
    SplittableRandom random = new SplittableRandom(seed);
    for (int length = 0; length <= 5 * 136 + 1; length++) {
      byte[] bytes = new byte[length + 7];
      random.nextBytes(bytes);
      int offset = random.nextInt(8);
      assertThat(Keccak.keccak256(bytes, offset, length))
          .as("length %d, offset %d, seed %d", length, offset, seed)
          .isEqualTo(independent(bytes, offset, length));
    }
  }

  @Test
  void parts_are_hashed_one_after_the_other() {
    byte[] all = new byte[300];
    new SplittableRandom(seed).nextBytes(all);
    byte[] expected = Keccak.keccak256(all);
    assertThat(
            Keccak.keccak256(
                Arrays.copyOf(all, 9), new byte[0], Arrays.copyOfRange(all, 9, all.length)))
        .isEqualTo(expected);
    assertThat(Keccak.keccak256()).isEqualTo(Keccak.keccak256(new byte[0]));
  }

  @Test
  void a_range_outside_of_the_array_is_refused() {
    assertThatThrownBy(() -> Keccak.keccak256(new byte[10], 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
