package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import metro.ethereum.Bytes;
import metro.state.LogEntry.BlockProposal;
import metro.state.World.Person;
import org.junit.jupiter.api.Test;

/** Random and damaged bytes are decoded or named malformed; what is decoded encodes to itself. */
final class DecoderFuzzTest {
  private static final int ROUNDS = 20_000;

  private static <T> void fuzz(
      byte[] seedBytes, Function<byte[], T> decode, Function<T, byte[]> encode) {
    long seed = Long.getLong("metro.seed", 42L);
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int decoded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = damaged(seedBytes, random);
      try {
        T value = decode.apply(bytes);
        assertThat(encode.apply(value)).isEqualTo(bytes);
        decoded++;
      } catch (MalformedException e) {
        assertThat(e).hasMessageMatching(".+");
      }
    }
    assertThat(decoded).as("some damage is harmless").isBetween(1, ROUNDS - 1);
  }

  private static byte[] damaged(byte[] original, SplittableRandom random) {
    byte[] out = original.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      out[random.nextInt(out.length)] = (byte) random.nextInt();
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(out, random.nextInt(out.length * 2)) : out;
  }

  @Test
  void logEntriesAndBlocks() {
    Person alice = new Person(1);
    World world =
        new World(
            World.genesis(
                NonceMode.WINDOW,
                PayMode.SENDER,
                alice.address,
                Map.of(alice.address, 1_000_000L)));
    List<LogEntry.ProposedItem> items = new ArrayList<>();
    items.add(alice.transfer(World.A, 0, 1));
    items.add(alice.transfer(World.B, 0, 1));
    BlockProposal proposal = new BlockProposal(5, false, items);
    fuzz(LogEntryCodec.encode(proposal), LogEntryCodec::decode, LogEntryCodec::encode);
    Block block = world.apply(proposal).block().orElseThrow();
    fuzz(BlockCodec.encode(block), BlockCodec::decode, BlockCodec::encode);
    fuzz(block.header().encode(), BlockHeader::decode, BlockHeader::encode);
    byte[] path = world.ledger.headPath(World.A).orElseThrow().encode();
    fuzz(path, HeadPath::decode, HeadPath::encode);
    byte[] committee = world.view().committee().encode();
    fuzz(committee, Committee::decode, Committee::encode);
  }

  @Test
  void whateverIsDecodedIsApplied() {
    Person alice = new Person(1);
    World world =
        new World(
            World.genesis(
                NonceMode.WINDOW,
                PayMode.SENDER,
                alice.address,
                Map.of(alice.address, 1_000_000L)));
    byte[] entry =
        LogEntryCodec.encode(
            new BlockProposal(
                5, true, List.of(alice.transfer(World.A, 0, 1), alice.call(0, transfer()))));
    SplittableRandom random = new SplittableRandom(43);
    Consumer<byte[]> apply =
        bytes -> {
          try {
            world.apply(LogEntryCodec.decode(bytes));
          } catch (MalformedException e) {
            assertThat(e).hasMessageMatching(".+");
          }
        };
    for (int round = 0; round < 3_000; round++) {
      apply.accept(damaged(entry, random));
    }
    assertThat(world.view().totals().isConserved()).isTrue();
    assertThat(Fixtures.sumOfBalances(world.store)).isEqualTo(world.view().totals().balances());
  }

  private static NativeCall transfer() {
    return new NativeCall.Transfer(World.SOMEBODY, 5);
  }

  @Test
  void randomBytesAreNoTransactions() {
    SplittableRandom random = new SplittableRandom(44);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      assertThat(Admission.of(Bytes.wrap(bytes))).isInstanceOf(Admission.Refused.class);
    }
  }
}
