package metro.da.eip4844;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.celestia.Namespace;
import metro.ethereum.Bytes;
import metro.state.MalformedException;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;

final class PackedBlobsTest {
  private static final Namespace ONE = Namespace.ofRollup(new RollupId(1));
  private static final Namespace TWO = Namespace.ofRollup(new RollupId(2));

  private static Blob blob(Namespace namespace, int bytes, long seed) {
    byte[] data = new byte[bytes];
    new SplittableRandom(seed).nextBytes(data);
    return Blob.unsigned(namespace, Bytes.wrap(data));
  }

  private static List<PackedBlobs.Entry> entries(List<Blob> blobs) {
    return blobs.stream().map(b -> new PackedBlobs.Entry(b.namespace(), b.data())).toList();
  }

  @Test
  void whatIsPackedReadsBackWhateverItsSize() {
    SplittableRandom random = new SplittableRandom(7);
    List<Integer> sizes = new ArrayList<>(List.of(1, 30, 31, 32, 126_937 - 39, 126_976, 300_000));
    random.ints(10, 1, 400_000).forEach(sizes::add);
    for (int size : sizes) {
      List<Blob> blobs =
          List.of(blob(ONE, size, size), blob(TWO, 1 + size / 2, 1), blob(ONE, 9, 2));
      List<byte[]> packed = PackedBlobs.pack(blobs);
      assertThat(packed).hasSize(FieldElements.blobsFor((int) PackedBlobs.size(blobs)));
      assertThat(PackedBlobs.unpack(packed)).isEqualTo(entries(blobs));
    }
  }

  @Test
  void sixBlobsHoldWhatTheyShould() {
    int most = PackedBlobs.CAPACITY - 6 - 33;
    List<Blob> blobs = List.of(blob(ONE, most, 1));
    assertThat(PackedBlobs.size(blobs)).isEqualTo(PackedBlobs.CAPACITY);
    List<byte[]> packed = PackedBlobs.pack(blobs);
    assertThat(packed).hasSize(PackedBlobs.MAX_BLOBS_PER_TX);
    assertThat(PackedBlobs.unpack(packed)).isEqualTo(entries(blobs));
  }

  @Test
  void everyOtherFormIsRefused() {
    List<Blob> blobs = List.of(blob(ONE, 100, 1), blob(TWO, 50, 2));
    SplittableRandom random = new SplittableRandom(3);
    byte[] good = PackedBlobs.pack(blobs).getFirst();
    for (int i = 0; i < 400; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(i < 200 ? 96 : bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(PackedBlobs.unpack(List.of(bad))).isNotEqualTo(entries(blobs));
      } catch (MalformedException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThatThrownBy(() -> PackedBlobs.unpack(List.of(good, new byte[Kzg.BLOB_BYTES])))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> PackedBlobs.unpack(List.of(new byte[Kzg.BLOB_BYTES])))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void theBytesAreThoseOfTheGoldenFile() throws IOException {
    Properties golden = new Properties();
    try (InputStream in = PackedBlobsTest.class.getResourceAsStream("/packed-blobs.properties")) {
      golden.load(Objects.requireNonNull(in, "packed-blobs.properties"));
    }
    List<Blob> blobs =
        List.of(
            Blob.unsigned(ONE, Bytes.fromHex("0x0102030405")),
            Blob.unsigned(TWO, Bytes.fromHex("0x" + "ab".repeat(40))));
    byte[] packed = PackedBlobs.pack(blobs).getFirst();
    String head = HexFormat.of().formatHex(Arrays.copyOf(packed, 5 * 32));
    assertThat("head=" + head).isEqualTo("head=" + golden.getProperty("head"));
    String hash = Kzg.versionedHash(Kzg.commitment(packed)).toString();
    assertThat("versionedHash=" + hash)
        .isEqualTo("versionedHash=" + golden.getProperty("versionedHash"));
  }
}
