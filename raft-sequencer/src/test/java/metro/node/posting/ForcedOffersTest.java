package metro.node.posting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import metro.da.Blob;
import metro.da.DaLayer;
import metro.da.Limits;
import metro.da.SubmitResult;
import metro.da.embedded.EmbeddedDa;
import metro.da.embedded.EmbeddedDaConfig;
import metro.da.forced.ForcedBlob;
import metro.ethereum.Bytes;
import metro.node.testing.Await;
import metro.node.testing.SoloMember;
import metro.node.testing.Wallet;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForcedOffersTest {
  private static final RollupId B = new RollupId(SoloMember.B);

  @TempDir Path directory;

  private static void post(DaLayer layer, Blob... blobs) {
    assertThat(layer.submit(List.of(blobs), Limits.SUBMIT_TIMEOUT))
        .isInstanceOf(SubmitResult.Included.class);
  }

  @Test
  void whatIsForcedAndPaidForIsOrderedAndTheRestHurtsNobody() {
    Bytes before = new Wallet(1).transfer(SoloMember.B, 0, 1);
    Bytes after = new Wallet(2).transfer(SoloMember.B, 0, 1);
    Bytes unpaid = new Wallet(99).transfer(SoloMember.B, 0, 1);
    AtomicInteger offered = new AtomicInteger();
    try (EmbeddedDa da =
            EmbeddedDa.start(
                EmbeddedDaConfig.in(directory.resolve("da")).every(Duration.ofMillis(50)));
        SoloMember member = SoloMember.start(directory.resolve("member"))) {
      post(da.layer(), ForcedBlob.of(B, List.of(before)));
      try (ForcedOffers offers =
          new ForcedOffers(
              member.chain(),
              member.log(),
              da.layer(),
              raw -> {
                offered.incrementAndGet();
                member.ingress().submit(raw);
              })) {
        offers.start();
        Await.until(
            "what was there before is ordered",
            () -> member.chain().locate(Wallet.hash(before)).isPresent());
        Blob garbage =
            Blob.unsigned(ForcedBlob.namespace(B), Bytes.fromHex("0x6601ffffffffffffffff"));
        post(da.layer(), garbage, ForcedBlob.of(B, List.of(unpaid, after)));
        Await.until(
            "what came later is ordered",
            () -> member.chain().locate(Wallet.hash(after)).isPresent());
        assertThat(member.chain().locate(Wallet.hash(unpaid))).isEmpty();
        assertThat(offered).hasValue(3);
      }
    }
  }
}
