package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;

import metro.ethereum.Hash;
import metro.ethereum.Hex;
import org.junit.jupiter.api.Test;

class CommitMessageTest {
  private static final CommitMessage MESSAGE =
      new CommitMessage(
          World.CHAIN_ID,
          2,
          12_345_678_901L,
          Hash.fromHex("0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"));

  @Test
  void theDigestIsTheOneEthersComputes() {
    assertThat(MESSAGE.digest()).hasToString(Golden.get("digest"));
  }

  @Test
  void aMemberKeySignsAsAnEthersWalletDoes() {
    assertThat(Hex.encode(World.key(1).sign(MESSAGE).toBytes65()))
        .isEqualTo(Golden.get("signature"));
  }

  @Test
  void theMessageOfAHeaderNamesAllThatIsSigned() {
    var header = new World(3).header(9);
    assertThat(CommitMessage.of(header))
        .isEqualTo(new CommitMessage(World.CHAIN_ID, 0, 9, header.hash()));
  }

  @Test
  void aKeyNeverPrintsItsSecret() {
    assertThat(World.key(1).toString()).doesNotContain("0101").contains("0x1a642f0e");
  }
}
