package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final World.Person alice = new World.Person(1);
  private final World world =
      new World(
          World.genesis(
              NonceMode.WINDOW,
              PayMode.SENDER,
              new World.Person(50).address,
              Map.of(alice.address, 1_000_000L)));

  @Test
  void aPaidTransactionGetsAPositionAndItsChargeIsDebited() {
    LogEntry.ProposedTransaction tx = alice.transfer(World.A, 0, 1);
    ApplyResult result = world.block(tx);
    long charge = 1_000 + 10L * tx.raw().length();
    assertThat(result.outcomes())
        .containsExactly(
            new Outcome.Accepted(
                java.util.List.of(
                    new Outcome.Charged(new Position(1, 1, 100, 1, 0), charge, alice.address))));
    assertThat(world.view().account(alice.address).balance()).isEqualTo(1_000_000 - charge);
    assertThat(world.view().account(alice.address).publicKey()).contains(alice.publicKey);
    assertThat(world.view().lane(World.A, alice.address).next()).isEqualTo(1);
    Block block = result.block().orElseThrow();
    assertThat(world.view().tip()).isEqualTo(block.header());
    HeadPath path = world.ledger.headPath(World.A).orElseThrow();
    assertThat(path.leadsTo(block.header().rollupsRoot())).isTrue();
    assertThat(path.head()).isEqualTo(block.heads().getFirst());
    assertThat(HeadPath.decode(path.encode())).isEqualTo(path);
    assertThat(BlockCodec.decode(BlockCodec.encode(block))).isEqualTo(block);
    assertThat(new BlockVerifier(metro.ethereum.Secp256k1.fastest()).firstForged(block)).isEmpty();
  }
}
