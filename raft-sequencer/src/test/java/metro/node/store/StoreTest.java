package metro.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.node.apply.Applier;
import metro.node.chain.ChainEvents;
import metro.node.chain.StateView;
import metro.node.testing.Person;
import metro.node.testing.TestCommittee;
import metro.state.ApplyResult;
import metro.state.Block;
import metro.state.BlockCodec;
import metro.state.ChangeSet;
import metro.state.Genesis;
import metro.state.HeadPath;
import metro.state.Ledger;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntryCodec;
import metro.state.Position;
import metro.state.RollupId;
import metro.state.StateReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
  private static final RollupId A = TestCommittee.A;
  private static final RollupId B = TestCommittee.B;

  private final Person alice = new Person(1);
  private final Person bob = new Person(2);
  @TempDir Path directory;
  private long index;

  private Store open(String name) {
    return Store.open(directory.resolve(name), Ledger.genesis(TestCommittee.genesis(3)));
  }

  private Block apply(Applier applier, ProposedItem... items) {
    BlockProposal proposal = new BlockProposal(1_700_000_000_000L, false, List.of(items));
    ApplyResult result = applier.apply(new LogPosition(1, index++), LogEntryCodec.encode(proposal));
    return result.block().orElseThrow();
  }

  @Test
  void findsEverythingOfABlockAgain() {
    try (Store store = open("s");
        ChainEvents events = new ChainEvents()) {
      Applier applier = new Applier(store, events);
      StoredChain chain = new StoredChain(store, events);
      Block one = apply(applier, alice.proposed(A, 0), bob.proposed(B, 0), alice.proposed(A, 1));
      Block two = apply(applier, bob.proposed(A, 0));

      assertThat(chain.height()).isEqualTo(2);
      assertThat(chain.block(1)).contains(one);
      assertThat(chain.block(2)).contains(two);
      assertThat(chain.block(3)).isEmpty();
      assertThat(chain.header(1)).contains(one.header());
      assertThat(chain.header(0).orElseThrow().hash()).isEqualTo(one.header().parent());
      assertThat(chain.rollupBlock(A, 2).orElseThrow().height()).isEqualTo(2);
      assertThat(chain.rollupBlock(B, 2)).isEmpty();
      Hash id = Hash.of(Keccak.keccak256(alice.transfer(A, 1).toArray()));
      assertThat(chain.locate(id))
          .contains(new Position(1, one.header().firstSeq() + 2, A.chainId(), 1, 1));
      assertThat(chain.locate(Hash.ZERO)).isEmpty();
    }
  }

  @Test
  void everyHeadPathLeadsToTheRollupsRootOfItsHeight() {
    try (Store store = open("s");
        ChainEvents events = new ChainEvents()) {
      Applier applier = new Applier(store, events);
      StoredChain chain = new StoredChain(store, events);
      for (int n = 0; n < 5; n++) {
        apply(applier, alice.proposed(n % 2 == 0 ? A : B, n / 2));
      }
      for (long height = 0; height <= 5; height++) {
        Hash root = chain.header(height).orElseThrow().rollupsRoot();
        for (RollupId rollup : List.of(A, B)) {
          HeadPath path = chain.headPath(rollup, height).orElseThrow();
          assertThat(path.path().root(path.head().leaf())).contains(root);
        }
      }
      assertThat(chain.headPath(A, 5).orElseThrow().head().number()).isEqualTo(3);
      assertThat(chain.headPath(new RollupId(7), 5)).isEmpty();
      assertThat(chain.headPath(A, 6)).isEmpty();
    }
  }

  @Test
  void countsWhatItWrites() {
    try (Store store = open("s");
        ChainEvents events = new ChainEvents()) {
      assertThat(store.writtenBytes()).isZero();
      Block block = apply(new Applier(store, events), alice.proposed(A, 0));
      long first = store.writtenBytes();
      assertThat(first).isGreaterThan(BlockCodec.encode(block).length);
      store.skip(new LogPosition(2, index++));
      assertThat(store.writtenBytes()).isGreaterThan(first);
    }
  }

  @Test
  void goesOnWhereItStoppedAfterReopening() {
    Block one;
    try (Store store = open("s");
        ChainEvents events = new ChainEvents()) {
      one = apply(new Applier(store, events), alice.proposed(A, 0));
      store.skip(new LogPosition(2, index++));
    }
    try (Store store = open("s");
        ChainEvents events = new ChainEvents()) {
      assertThat(store.position()).isEqualTo(new LogPosition(2, 1));
      Applier applier = new Applier(store, events);
      assertThat(applier.isApplied(1)).isTrue();
      assertThat(applier.isApplied(2)).isFalse();
      Block two = apply(applier, alice.proposed(A, 1));
      assertThat(two.header().parent()).isEqualTo(one.header().hash());
    }
  }

  @Test
  void aViewNeverChanges() {
    try (Store store = open("s");
        ChainEvents events = new ChainEvents()) {
      Applier applier = new Applier(store, events);
      StateView before = store.view();
      assertThat(store.view()).isSameAs(before);
      apply(applier, alice.proposed(A, 0));
      assertThat(before.height()).isZero();
      assertThat(before.ledger().head(A).number()).isZero();
      assertThat(store.view().height()).isEqualTo(1);
      assertThat(store.view().ledger().head(A).number()).isEqualTo(1);
    }
  }

  @Test
  void isReplacedByAnothersCheckpoint() {
    Path checkpoint = directory.resolve("checkpoint");
    Block two;
    try (Store ahead = open("ahead");
        ChainEvents events = new ChainEvents()) {
      Applier applier = new Applier(ahead, events);
      apply(applier, alice.proposed(A, 0));
      two = apply(applier, alice.proposed(A, 1));
      ahead.checkpoint(checkpoint);
      apply(applier, alice.proposed(A, 2));
    }
    assertThat(Store.positionOf(checkpoint)).isEqualTo(new LogPosition(1, 1));
    try (Store behind = open("behind");
        ChainEvents events = new ChainEvents()) {
      Applier applier = new Applier(behind, events);
      StoredChain chain = new StoredChain(behind, events);
      StateView old = behind.view();
      behind.replace(checkpoint);
      applier.replaced();
      assertThat(chain.height()).isEqualTo(2);
      assertThat(chain.block(2)).contains(two);
      assertThatThrownBy(() -> old.ledger().tip()).hasMessageContaining("take a new one");
      index = 2;
      assertThat(apply(applier, alice.proposed(A, 2)).header().parent())
          .isEqualTo(two.header().hash());
    }
    try (Store again = open("behind")) {
      assertThat(again.view().height()).isEqualTo(3);
    }
  }

  @Test
  void refusesTheStoreOfAnotherCommittee() {
    open("s").close();
    assertThatThrownBy(
            () -> Store.open(directory.resolve("s"), Ledger.genesis(TestCommittee.genesis(5))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another committee");
  }

  @Test
  void aGenesisThatWasCutOffIsWrittenAgainWithoutATraceOfTheFirst() {
    // As a start leaves it that was killed while it wrote: a database, but not in its place.
    try (Database cut = Database.open(directory.resolve("s").resolve("next"));
        Database.Batch batch = cut.batch()) {
      cut.write(batch.put(Table.HEADERS, Rows.number(0), new byte[] {1}));
    }
    try (Store store = open("s")) {
      assertThat(store.position()).isEqualTo(LogPosition.START);
      assertThat(store.view().height()).isZero();
    }
    assertThat(directory.resolve("s").resolve("next")).doesNotExist();
  }

  @Test
  void holdsAGenesisOfManyParts() {
    ChangeSet genesis = Ledger.genesis(manyAccounts(60_000));
    try (Store store = Store.open(directory.resolve("s"), genesis)) {
      StateReader state = store.newestState();
      assertThat(genesis.changes())
          .hasSizeGreaterThan(60_000)
          .allMatch(change -> state.get(change.key()).equals(change.value()));
    }
  }

  private static Genesis manyAccounts(int count) {
    Genesis small = TestCommittee.genesis(3);
    Map<Address, Long> credits = new TreeMap<>();
    byte[] address = new byte[Address.SIZE];
    for (int i = 0; i < count; i++) {
      ByteBuffer.wrap(address).putInt(i);
      credits.put(Address.of(address), 1L);
    }
    return new Genesis(
        small.committee(),
        small.governors(),
        small.fees(),
        small.rollups(),
        Genesis.credits(credits));
  }
}
