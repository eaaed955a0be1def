package metro.node.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.node.signature.KnownKeys;
import metro.node.testing.Person;
import metro.node.testing.TestCommittee;
import metro.state.Block;
import metro.state.BlockHeader;
import metro.state.BlockVerifier;
import metro.state.ProposedSender.FirstSeen;
import org.junit.jupiter.api.Test;

/** Checking together finds what checking one by one finds. */
final class BlockCheckTest {
  private static final int ITEMS = 150;

  private final List<Person> people = List.of(new Person(1), new Person(2), new Person(3));
  private final BlockVerifier oneByOne = new BlockVerifier(Secp256k1.fastest());
  private final Random random = new Random(Long.getLong("metro.seed", 23L));

  private static Block block(long height, List<Block.Item> items) {
    Hash zero = Hash.ZERO;
    BlockHeader header =
        new BlockHeader(1, 1, height, zero, 0, 1, items.size(), zero, zero, zero, zero, zero, 0);
    return new Block(header, items, List.of());
  }

  private Block.Item good(int nonce) {
    Person person = people.get(nonce % people.size());
    Bytes raw = person.transfer(TestCommittee.A, nonce);
    return new Block.Item(TestCommittee.A.chainId(), raw, person.address(), Optional.empty());
  }

  /** Somebody else's, unreadable, or with a digit of the signature changed. */
  private Block.Item forged(Block.Item good) {
    byte[] raw = good.raw().toArray();
    Address sender = good.sender();
    switch (random.nextInt(4)) {
      case 0 -> sender = new Person(4).address();
      case 1 ->
          sender =
              people.stream()
                  .map(Person::address)
                  .filter(a -> !a.equals(good.sender()))
                  .findAny()
                  .orElseThrow();
      case 2 -> raw[0] = 0x7f;
      default -> raw[raw.length - 1] ^= 1;
    }
    return new Block.Item(good.rollup(), Bytes.wrap(raw), sender, Optional.empty());
  }

  private List<Block> blocks(int count) {
    List<Block> out = new ArrayList<>();
    for (int height = 1; height <= count; height++) {
      List<Block.Item> items = new ArrayList<>();
      for (int i = 0; i < ITEMS; i++) {
        items.add(good(height * ITEMS + i));
      }
      out.add(block(height, items));
    }
    return out;
  }

  @Test
  void findsTheFirstForgedItemOfManyBlocks() throws InterruptedException {
    try (BlockCheck check =
        new BlockCheck(Secp256k1.fastest(), new KnownKeys(_ -> Optional.empty()), 2)) {
      List<Block> good = blocks(3);
      assertThat(check.firstForged(good)).as("senders not known yet").isEmpty();
      assertThat(check.firstForged(good)).as("senders known").isEmpty();
      assertThat(check.firstForged(List.of())).isEmpty();
      for (int round = 0; round < 40; round++) {
        List<Block> blocks = new ArrayList<>(good);
        for (int culprits = random.nextInt(1, 4); culprits > 0; culprits--) {
          int at = random.nextInt(blocks.size());
          List<Block.Item> items = new ArrayList<>(blocks.get(at).items());
          items.replaceAll(i -> random.nextInt(ITEMS) == 0 ? forged(i) : i);
          int place = random.nextInt(ITEMS);
          items.set(place, forged(items.get(place)));
          blocks.set(at, block(blocks.get(at).height(), items));
        }
        assertThat(check.firstForged(blocks)).isEqualTo(expected(blocks));
      }
    }
  }

  private Optional<BlockCheck.Forged> expected(List<Block> blocks) {
    for (Block block : blocks) {
      OptionalInt forged = oneByOne.firstForged(block);
      if (forged.isPresent()) {
        return Optional.of(new BlockCheck.Forged(block.height(), forged.getAsInt()));
      }
    }
    return Optional.empty();
  }

  @Test
  void aStoredKeyOfAnotherAddressIsNotUsed() throws InterruptedException {
    Bytes stolen = key(new Person(9));
    KnownKeys keys = new KnownKeys(_ -> Optional.of(stolen));
    assertThat(keys.find(people.getFirst().address())).isEmpty();
    assertThat(keys.find(new Person(9).address())).contains(stolen);
    try (BlockCheck check = new BlockCheck(Secp256k1.fastest(), keys, 1)) {
      assertThat(check.firstForged(blocks(1))).isEmpty();
      assertThat(keys.find(people.getFirst().address())).as("learned by recovery").isPresent();
    }
  }

  @Test
  void whatWasCheckedAtTheDoorIsNotCheckedAgain() throws InterruptedException {
    KnownKeys keys = new KnownKeys(_ -> Optional.empty());
    List<Block> blocks = blocks(1);
    Block.Item item = blocks.getFirst().items().get(40);
    Hash id = Keccak.hash(item.raw().arrayForReading());
    try (BlockCheck check = new BlockCheck(Secp256k1.fastest(), keys, 1)) {
      // Nobody would remember another's key; it shows that this is what is asked.
      keys.rememberSigner(id, new FirstSeen(key(new Person(9))));
      assertThat(check.firstForged(blocks)).contains(new BlockCheck.Forged(1, 40));
      keys.rememberSigner(id, new FirstSeen(key(people.get((ITEMS + 40) % people.size()))));
      assertThat(check.firstForged(blocks)).isEmpty();
    }
  }

  private static Bytes key(Person person) {
    return Bytes.wrap(Secp256k1.fastest().publicKey(person.privateKey()));
  }
}
