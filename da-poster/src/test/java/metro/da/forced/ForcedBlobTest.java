package metro.da.forced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.DaHeight;
import metro.da.VerifiedNamespace;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.Admission.Admitted;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;

final class ForcedBlobTest {
  private static final RollupId ROLLUP = new RollupId(7001);
  private static final TransactionSigner ALICE =
      new TransactionSigner(Secp256k1.fastest(), filled(0x11));

  private static byte[] filled(int with) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) with);
    return key;
  }

  private static Bytes signed(long chainId, long nonce) {
    return Bytes.wrap(
        ALICE
            .sign(
                new FeeMarketTransaction(
                    chainId,
                    nonce,
                    UInt256.ZERO,
                    UInt256.of(7),
                    21_000,
                    Optional.of(Address.ZERO),
                    UInt256.ZERO,
                    Bytes.EMPTY,
                    List.of(),
                    TransactionSigner.unsigned()))
            .encode());
  }

  private static List<Bytes> read(Blob... blobs) {
    VerifiedNamespace content =
        new VerifiedNamespace(new DaHeight(3), ForcedBlob.namespace(ROLLUP), List.of(blobs), 0);
    return ForcedBlob.read(content, ROLLUP).stream().map(Admitted::raw).toList();
  }

  private static Blob blob(String hex) {
    return Blob.unsigned(ForcedBlob.namespace(ROLLUP), Bytes.fromHex(hex));
  }

  @Test
  void theFormIsTheWrittenOne() {
    assertThat(ForcedBlob.of(ROLLUP, List.of(Bytes.fromHex("0xc0ffee"))).data())
        .hasToString("0x66010000000000001b590000000100000003c0ffee");
    // SHA-256 of "metro/forced/v1/" and 0000000000001b59.
    assertThat(ForcedBlob.namespace(ROLLUP).toString())
        .isEqualTo("0x00000000000000000000000000000000000000795c9b43238c963a4be9");
  }

  @Test
  void whatIsRightIsReadInOrder() {
    Bytes a = signed(7001, 0);
    Bytes b = signed(7001, 1);
    Bytes c = signed(7001, 2);
    assertThat(read(ForcedBlob.of(ROLLUP, List.of(b, a)), ForcedBlob.of(ROLLUP, List.of(c))))
        .containsExactly(b, a, c);
  }

  @Test
  void everythingElseIsPassedOver() {
    Bytes good = signed(7001, 0);
    Blob right = ForcedBlob.of(ROLLUP, List.of(signed(7002, 0), Bytes.fromHex("0xc0"), good));
    Bytes whole = right.data();
    Blob another = ForcedBlob.of(new RollupId(7002), List.of(signed(7002, 0)));
    assertThat(
            read(
                blob("0xdeadbeef"),
                blob(whole + "00"),
                blob(another.data().toString()),
                blob("0x66020000000000001b5900000000"),
                blob("0x66010000000000001b59ffffffff"),
                right))
        .containsExactly(good);
  }

  @Test
  void randomBytesNeverStopTheReader() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] whole = ForcedBlob.of(ROLLUP, List.of(signed(7001, 0))).data().toArray();
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Blob cut =
          Blob.unsigned(
              ForcedBlob.namespace(ROLLUP),
              Bytes.wrap(Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length))));
      assertThat(read(cut)).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void noBlobHasMoreThanItMay() {
    List<Bytes> many = Collections.nCopies(ForcedBlob.MAX_TRANSACTIONS + 1, Bytes.fromHex("0xc0"));
    assertThatThrownBy(() -> ForcedBlob.of(ROLLUP, many))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
