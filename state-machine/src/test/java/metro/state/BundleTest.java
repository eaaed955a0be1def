package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metro.ethereum.Bytes;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.World.Person;
import org.junit.jupiter.api.Test;

final class BundleTest {
  private final Person alice = new Person(1);
  private final Person bob = new Person(2);
  private final World world =
      new World(
          World.genesis(
              NonceMode.STRICT,
              PayMode.SENDER,
              new Person(50).address,
              Map.of(alice.address, 100_000L, bob.address, 100_000L)));

  private static ProposedBundle bundle(ProposedTransaction... legs) {
    return new ProposedBundle(
        new Bundle(0, 50, java.util.Arrays.stream(legs).map(ProposedTransaction::raw).toList()),
        java.util.Arrays.stream(legs).map(ProposedTransaction::sender).toList());
  }

  @Test
  void legsABAStandSideBySideAndEachRollupSeesItsOwnInOrder() {
    ProposedBundle aba =
        bundle(
            alice.transfer(World.A, 0, 1),
            bob.transfer(World.B, 0, 1),
            alice.transfer(World.A, 1, 1));
    ProposedTransaction before = bob.transfer(World.A, 0, 1);
    ProposedTransaction after = alice.transfer(World.B, 0, 1);
    ApplyResult result = world.block(before, aba, after);

    Block block = result.block().orElseThrow();
    assertThat(block.items())
        .extracting(Block.Item::rollup)
        .containsExactly(100L, 100L, 200L, 100L, 200L);
    assertThat(block.items().subList(1, 4))
        .allMatch(i -> i.bundle().equals(java.util.Optional.of(aba.bundle().id())));
    assertThat(((Outcome.Accepted) result.outcomes().get(1)).legs())
        .extracting(Outcome.Charged::position)
        .containsExactly(
            new Position(1, 2, 100, 1, 1),
            new Position(1, 3, 200, 1, 0),
            new Position(1, 4, 100, 1, 2));
    assertThat(block.rollupBlock(World.A).orElseThrow().transactions())
        .containsExactly(before.raw(), aba.bundle().legs().get(0), aba.bundle().legs().get(2));
    assertThat(block.rollupBlock(World.B).orElseThrow().transactions())
        .containsExactly(aba.bundle().legs().get(1), after.raw());
  }

  @Test
  void aFailingLegDebitsNothingAndLeavesNoTrace() {
    world.block(bob.transfer(World.B, 0, 7));
    TreeMap<StateKey, Bytes> before = new TreeMap<>(world.store);
    ProposedBundle failing =
        bundle(
            alice.transfer(World.A, 0, 1),
            alice.transfer(World.B, 0, 1),
            bob.transfer(World.B, 0, 1));
    ApplyResult result = world.block(failing);
    assertThat(result.outcomes())
        .containsExactly(new Outcome.Rejected(RejectReason.NONCE_TOO_LOW, 2, 1));
    assertThat(result.block()).isEmpty();
    assertThat(result.changes().changes()).isEmpty();
    assertThat(world.store).isEqualTo(before);
  }

  @Test
  void aFailingBundleDoesNotDisturbItsNeighbours() {
    ProposedTransaction first = alice.transfer(World.A, 0, 1);
    ProposedTransaction last = alice.transfer(World.A, 1, 1);
    ProposedBundle failing = bundle(alice.transfer(World.A, 1, 9), bob.transfer(World.A, 5, 1));
    World twin =
        new World(
            World.genesis(
                NonceMode.STRICT,
                PayMode.SENDER,
                new Person(50).address,
                Map.of(alice.address, 100_000L, bob.address, 100_000L)));
    ApplyResult with = world.block(first, failing, last);
    ApplyResult without = twin.block(first, last);
    assertThat(with.outcomes().get(1))
        .isEqualTo(new Outcome.Rejected(RejectReason.NONCE_TOO_HIGH, 1, 0));
    assertThat(with.block()).isEqualTo(without.block());
    assertThat(world.store).isEqualTo(twin.store);
  }

  @Test
  void legsSeeTheLanesAndBalancesEarlierLegsLeft() {
    long charge = 1_000 + 10L * alice.transfer(World.A, 0, 1).raw().length();
    Person carol = new Person(3);
    ProposedBundle funded =
        bundle(
            alice.call(0, new NativeCall.Transfer(carol.address, charge)),
            carol.transfer(World.A, 0, 1));
    assertThat(world.one(funded)).isInstanceOf(Outcome.Accepted.class);
    assertThat(world.view().account(carol.address).balance()).isZero();
    assertThat(world.view().account(carol.address).publicKey()).contains(carol.publicKey);
  }

  @Test
  void theWindowIsCheckedInHeights() {
    Bundle window = new Bundle(10, 20, List.of(Bytes.EMPTY));
    assertThat(window.refuse(9)).contains(RejectReason.BUNDLE_TOO_EARLY);
    assertThat(window.refuse(10)).isEmpty();
    assertThat(window.refuse(20)).isEmpty();
    assertThat(window.refuse(21)).contains(RejectReason.BUNDLE_EXPIRED);
    Bundle wide = new Bundle(0, 1000, List.of(Bytes.EMPTY));
    assertThat(wide.refuse(935)).contains(RejectReason.BUNDLE_TOO_EARLY);
    assertThat(wide.refuse(936)).isEmpty();
  }

  @Test
  void tooManyBytesAreRefused() {
    Bytes leg = Bytes.wrap(new byte[Limits.MAX_BUNDLE_BYTES / 2 + 1]);
    assertThat(new Bundle(0, 5, List.of(leg, leg)).refuse(1))
        .contains(RejectReason.BUNDLE_TOO_LARGE);
  }
}
