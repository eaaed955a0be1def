package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.World.Person;
import org.junit.jupiter.api.Test;

final class SpeculationTest {
  private final Person alice = new Person(1);
  private final World world =
      new World(
          World.genesis(
              NonceMode.STRICT,
              PayMode.SENDER,
              new Person(50).address,
              Map.of(alice.address, 1_000_000L)));

  @Test
  void blocksBuiltOnBlocksInFlightAreWhatTheLogThenMakes() {
    StateReader newest = world.reader();
    List<BlockProposal> proposals = new ArrayList<>();
    List<Outcome> foreseen = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      Speculation next = new Speculation(newest, n + 1, 5_000 + n);
      foreseen.add(next.offer(alice.transfer(World.A, n, 1)));
      foreseen.add(next.offer(alice.transfer(World.B, n, 1)));
      assertThat(Fixtures.reason(next.offer(alice.transfer(World.A, n, 2))))
          .isEqualTo(RejectReason.NONCE_TOO_LOW);
      assertThat(next.itemCount()).isEqualTo(2);
      proposals.add(next.seal(false));
      assertThat(next.encodedBytes()).isEqualTo(LogEntryCodec.encode(proposals.getLast()).length);
      newest = next.state();
    }
    assertThat(new LedgerView(newest).lane(World.A, alice.address).next()).isEqualTo(4);
    assertThat(world.view().lane(World.A, alice.address).next()).isZero();

    List<Outcome> made = new ArrayList<>();
    for (BlockProposal proposal : proposals) {
      LogEntry read = LogEntryCodec.decode(LogEntryCodec.encode(proposal));
      assertThat(read).isEqualTo(proposal);
      made.addAll(world.apply(read).outcomes());
    }
    assertThat(made).isEqualTo(foreseen);
    assertThat(new LedgerView(newest).head(World.A)).isEqualTo(world.view().head(World.A));
  }

  @Test
  void aNewSendersKeyGoesIntoTheLogOnceAndHisAddressAfterwards() {
    Speculation block = new Speculation(world.reader(), 1, 1);
    ProposedTransaction one = alice.transfer(World.A, 0, 1);
    ProposedTransaction two = alice.transfer(World.A, 1, 1);
    ProposedTransaction three = alice.transfer(World.B, 0, 1);
    block.offer(
        new ProposedBundle(
            new Bundle(0, 9, List.of(one.raw(), two.raw())), List.of(one.sender(), two.sender())));
    block.offer(three);
    List<ProposedItem> items = block.seal(false).items();
    assertThat(((ProposedBundle) items.get(0)).senders())
        .containsExactly(alice.sender(), new ProposedSender.Known(alice.address));
    assertThat(((ProposedTransaction) items.get(1)).sender())
        .isEqualTo(new ProposedSender.Known(alice.address));
  }

  @Test
  void aBundleRefusedInSpeculationLeavesTheKeyUnknown() {
    Speculation block = new Speculation(world.reader(), 1, 1);
    ProposedTransaction good = alice.transfer(World.A, 0, 1);
    ProposedTransaction bad = alice.transfer(World.A, 5, 1);
    assertThat(
            block.offer(
                new ProposedBundle(
                    new Bundle(0, 9, List.of(good.raw(), bad.raw())),
                    List.of(good.sender(), bad.sender()))))
        .isEqualTo(new Outcome.Rejected(RejectReason.NONCE_TOO_HIGH, 1, 1));
    assertThat(block.view().account(alice.address).publicKey()).isEmpty();
    block.offer(good);
    assertThat(((ProposedTransaction) block.seal(false).items().getFirst()).sender())
        .isEqualTo(alice.sender());
  }

  @Test
  void aSealedSpeculationTakesNothingMoreAndAnUnsealedOneCannotBeBuiltOn() {
    Speculation block = new Speculation(world.reader(), 1, 1);
    assertThatThrownBy(block::state).isInstanceOf(IllegalStateException.class);
    block.seal(false);
    assertThatThrownBy(() -> block.offer(alice.transfer(World.A, 0, 1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
