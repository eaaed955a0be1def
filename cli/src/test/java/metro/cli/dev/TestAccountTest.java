package metro.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestAccountTest {
  @Test
  void theAccountsAreThoseOfAnvilAndHardhat() {
    var accounts = TestAccount.first(10);
    assertThat(accounts)
        .extracting(a -> a.address().toString())
        .startsWith(
            "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
            "0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
        .endsWith("0xa0ee7a142d267c1f36714e4a8f75612f20a79720");
    assertThat(accounts.getFirst().privateKey())
        .hasToString("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  }
}
