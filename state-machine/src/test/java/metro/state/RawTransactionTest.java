package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import metro.ethereum.Bytes;
import metro.ethereum.Keccak;
import org.junit.jupiter.api.Test;

final class RawTransactionTest {
  private final Bytes good = new World.Person(1).transfer(new RollupId(100), 0, 0).raw();

  @Test
  void isDecodedOnce() {
    RawTransaction transaction = RawTransaction.of(good);
    assertThat(transaction.admission()).isSameAs(transaction.admission());
    assertThat(transaction.id()).isEqualTo(Keccak.hash(good.arrayForReading()));
  }

  @Test
  void takesOverWhatWasDecodedBefore() {
    Admission.Admitted admitted = (Admission.Admitted) Admission.of(good);
    assertThat(RawTransaction.of(admitted).admission()).isSameAs(admitted);
    assertThat(RawTransaction.of(admitted)).isEqualTo(RawTransaction.of(good));
  }

  @Test
  void saysWhatIsWrongWithOtherBytes() {
    Bytes bad = Bytes.fromHex("02c0");
    assertThat(RawTransaction.of(bad).admission()).isInstanceOf(Admission.Refused.class);
    assertThat(RawTransaction.of(bad).id()).isEqualTo(Keccak.hash(bad.arrayForReading()));
  }
}
