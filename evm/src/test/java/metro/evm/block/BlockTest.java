package metro.evm.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import metro.evm.state.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockTest {
  private static final Address CONTRACT =
      Address.fromHex("0x00000000000000000000000000000000000c0de1");
  private static final Hash TOPIC =
      Hash.fromHex("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

  @Test
  void a_bloom_finds_what_was_logged_and_not_everything_else() {
    Bloom bloom = Bloom.ofLogs(List.of(new Log(CONTRACT, List.of(TOPIC), Bytes.of(new byte[3]))));
    assertThat(bloom.mayContain(CONTRACT)).isTrue();
    assertThat(bloom.mayContain(TOPIC)).isTrue();
    assertThat(bloom.mayContain(Address.ZERO)).isFalse();
    assertThat(Bloom.union(List.of(Bloom.EMPTY, bloom))).isEqualTo(bloom);
  }

  @Test
  void a_stored_receipt_comes_back_with_its_bloom() {
    Receipt receipt =
        Receipt.of(
            2,
            true,
            51_000,
            List.of(new Log(CONTRACT, List.of(TOPIC, Hash.ZERO), Bytes.of(new byte[] {1}))));
    RlpWriter writer = new RlpWriter();
    receipt.writeStored(writer);
    Receipt read = Receipt.readStored(RlpReader.of(writer.toBytes()));
    assertThat(read.encode()).isEqualTo(receipt.encode());
    assertThat(read.encode()[0]).isEqualTo((byte) 2);
  }

  @ParameterizedTest
  @CsvSource({
    // base fee, limit, used, expected: the examples of EIP-1559's reference code by hand
    "1000000000, 30000000, 15000000, 1000000000",
    "1000000000, 30000000, 30000000, 1125000000",
    "1000000000, 30000000, 0, 875000000",
    "7, 30000000, 15000001, 8",
    "7, 30000000, 14999999, 7",
    "0, 30000000, 30000000, 1",
    "0, 30000000, 15000000, 0",
  })
  void the_base_fee_follows_the_use_of_gas(long fee, long limit, long used, long expected) {
    assertThat(FeeMarket.STANDARD.next(UInt256.of(fee), limit, used))
        .isEqualTo(UInt256.of(expected));
  }

  @Test
  void an_elasticity_of_one_keeps_a_base_fee_of_zero_at_zero() {
    FeeMarket free = new FeeMarket(1, 8, UInt256.ZERO);
    assertThat(free.next(UInt256.ZERO, 30_000_000, 30_000_000)).isEqualTo(UInt256.ZERO);
    assertThat(free.next(UInt256.ZERO, 30_000_000, 21_000)).isEqualTo(UInt256.ZERO);
  }

  @Test
  void a_base_fee_never_falls_below_the_minimum() {
    FeeMarket market = new FeeMarket(2, 8, UInt256.of(100));
    assertThat(market.next(UInt256.of(105), 30_000_000, 0)).isEqualTo(UInt256.of(100));
  }

  @Test
  void no_requests_hash_to_the_hash_of_nothing() {
    assertThat(Requests.hash(List.of(Requests.of(Requests.WITHDRAWAL_TYPE, new byte[0]))))
        .isEqualTo(
            Hash.fromHex("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    List<Bytes> one = List.of(Requests.of(Requests.WITHDRAWAL_TYPE, new byte[76]));
    assertThat(Requests.hash(one)).isNotEqualTo(Requests.NONE_HASH);
  }
}
