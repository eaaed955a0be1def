package metro.da.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.Limits;
import metro.ethereum.Hash;
import org.junit.jupiter.api.Test;

final class PackerTest {
  private final Packer packer =
      new Packer(PosterConfig.of(Optional.empty(), PostingPolicy.DEFAULT));

  private List<Blob> pack(Batch batch) throws BatchException {
    return packer.pack(batch, Limits.MAX_TX_BYTES);
  }

  @Test
  void aBatchIsPackedOnceWhileItIsOnItsWay() throws Exception {
    Line line = new Line(41);
    line.block(5, 100);
    line.block(5, 100);
    BlockSource member = line.holding(2, 0);
    Batch batch = new BatchBuilder(member).build(1, Hash.ZERO, 0, 2);
    List<Blob> blobs = pack(batch);
    Batch again = new BatchBuilder(member).build(1, Hash.ZERO, 0, 2);
    assertThat(pack(again)).isSameAs(blobs);
    Batch otherCertificate = new BatchBuilder(line.holding(2, 1)).build(1, Hash.ZERO, 0, 2);
    assertThat(pack(otherCertificate)).isNotEqualTo(blobs);
    assertThat(pack(batch)).as("only the newest is kept").isNotSameAs(blobs).isEqualTo(blobs);
    List<Blob> packed = pack(batch);
    packer.forget();
    assertThat(pack(batch)).isNotSameAs(packed).isEqualTo(packed);
  }
}
