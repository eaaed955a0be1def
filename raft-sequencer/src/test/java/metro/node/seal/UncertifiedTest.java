package metro.node.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.node.ingress.BackPressure;
import metro.soft.Certificate;
import metro.state.Block;
import metro.state.BlockHeader;
import org.junit.jupiter.api.Test;

final class UncertifiedTest {
  private static final int FULL = 1_000_000;
  private static final Block.Item ITEM =
      new Block.Item(100, Bytes.fromHex("01"), Address.ZERO, Optional.empty());

  private final Uncertified uncertified = new Uncertified(BackPressure.NONE);

  @Test
  void nothingIsOrderedWhileTooMuchWaitsForItsCertificate() {
    apply(1, Uncertified.MAX_ITEMS / 2);
    apply(2, Uncertified.MAX_ITEMS / 2 - 1);
    assertThat(uncertified.cap(FULL)).isEqualTo(FULL);
    apply(3, 1);
    assertThat(uncertified.items()).isEqualTo(Uncertified.MAX_ITEMS);
    assertThat(uncertified.cap(FULL)).isZero();
    assertThat(uncertified.isSlowing()).isFalse();

    uncertified.onCertificate(certificate(2));
    assertThat(uncertified.items()).isEqualTo(1);
    assertThat(uncertified.cap(FULL)).isEqualTo(FULL);
    uncertified.onCertificate(certificate(9));
    assertThat(uncertified.items()).isZero();
  }

  @Test
  void blocksThatWereMissedAreNotCounted() {
    apply(1, Uncertified.MAX_ITEMS);
    uncertified.onGap(7);
    assertThat(uncertified.items()).isZero();
    apply(8, 5);
    assertThat(uncertified.items()).isEqualTo(5);
  }

  @Test
  void othersMaySlowDownBesides() {
    Uncertified both = new Uncertified(full -> full / 2);
    assertThat(both.cap(FULL)).isEqualTo(FULL / 2);
    assertThat(both.isSlowing()).isTrue();
  }

  private void apply(long height, int items) {
    Block block = new Block(header(height), Collections.nCopies(items, ITEM), List.of());
    uncertified.onBlock(block, List.of());
  }

  private static Certificate certificate(long height) {
    return new Certificate(header(height), 0, List.of());
  }

  private static BlockHeader header(long height) {
    return new BlockHeader(
        1, 1, height, Hash.ZERO, 0, 1, 0, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, 0);
  }
}
