package metro.da.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.state.Encoder;
import metro.state.MalformedException;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;
import org.junit.jupiter.api.Test;

final class BlockColumnsTest {
  private static final RollupId ROLLUP = new RollupId(4_242);
  private static final RollupHead PREVIOUS = new RollupHead(ROLLUP, 7, 9, Hash.ZERO);
  private static final int MAX_BLOCKS = 1_000;
  private static final int LEVEL = 3;

  /** Heights and times at random, among them the largest there are. */
  private static List<RollupBlock> blocks(SplittableRandom random, List<Bytes> transactions) {
    List<RollupBlock> out = new ArrayList<>();
    List<List<Bytes>> cut = new RandomTransactions(random, ROLLUP.chainId()).cut(transactions);
    for (List<Bytes> one : cut) {
      long number = PREVIOUS.number() + 1 + out.size();
      long height = random.nextInt(9) == 0 ? random.nextLong() >>> 1 : 10 + out.size();
      long timeMs = random.nextInt(9) == 0 ? Long.MAX_VALUE : 1_767_225_600_000L + random.nextInt();
      out.add(new RollupBlock(ROLLUP, number, height, timeMs, one));
    }
    return out;
  }

  private static int size(List<RollupBlock> blocks) {
    return blocks.stream()
        .mapToInt(b -> 20 + b.transactions().stream().mapToInt(t -> 4 + t.length()).sum())
        .sum();
  }

  private static byte[] write(List<RollupBlock> blocks) {
    ColumnWriter out = new ColumnWriter();
    BlockColumns.write(out, ROLLUP.chainId(), blocks);
    return ColumnFrame.compress(out, LEVEL);
  }

  private static List<RollupBlock> read(ColumnReader in) {
    List<RollupBlock> blocks = BlockColumns.read(in, PREVIOUS, MAX_BLOCKS);
    in.requireEnd();
    return blocks;
  }

  @Test
  void whateverStandsInBlocksReadsBack() {
    for (long seed = 1; seed <= 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Bytes> transactions =
          new RandomTransactions(random, ROLLUP.chainId()).next(random.nextInt(80));
      if (isLost(transactions)) {
        throw new AssertionError(
            "seed %d: lost %s"
                .formatted(seed, Shrinker.smallest(transactions, BlockColumnsTest::isLost)));
      }
    }
  }

  private static boolean isLost(List<Bytes> transactions) {
    List<RollupBlock> blocks = blocks(new SplittableRandom(5), transactions);
    try {
      int slack = 4_096;
      return !read(ColumnFrame.open(write(blocks), size(blocks) + slack)).equals(blocks);
    } catch (RuntimeException e) {
      return true;
    }
  }

  @Test
  void mostTransactionsAreTakenApart() {
    List<Bytes> transactions =
        new RandomTransactions(new SplittableRandom(3), ROLLUP.chainId()).next(400);
    long apart =
        transactions.stream().filter(t -> Shape.parse(t, ROLLUP.chainId()).isPresent()).count();
    assertThat(apart).isGreaterThan(200);
  }

  @Test
  void mauledColumnsAreRefusedOrReadAndNothingElseAndMemoryIsBounded() {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Bytes> transactions =
          new RandomTransactions(random, ROLLUP.chainId()).next(1 + random.nextInt(25));
      List<RollupBlock> blocks = blocks(random, transactions);
      ColumnWriter out = new ColumnWriter();
      BlockColumns.write(out, ROLLUP.chainId(), blocks);
      byte[] planes = concatenated(out.sections());
      byte[] tail = out.tail().toBytes();
      for (int i = 0; i < 200; i++) {
        byte[] badPlanes = mauled(planes, random);
        byte[] badTail = random.nextInt(4) == 0 ? mauled(tail, random) : tail;
        requireBounded(seed, badPlanes, badTail, size(blocks) + 500);
      }
    }
  }

  private static byte[] concatenated(List<byte[]> sections) {
    Encoder out = new Encoder();
    sections.forEach(out::raw);
    return out.toBytes();
  }

  private static byte[] mauled(byte[] bytes, SplittableRandom random) {
    byte[] out =
        random.nextInt(5) == 0
            ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 9))
            : bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && out.length > 0; i--) {
      boolean inHeader = random.nextBoolean();
      int at = random.nextInt(inHeader ? Math.min(out.length, 60) : out.length);
      out[at] =
          (byte) (random.nextBoolean() ? random.nextInt(256) : out[at] ^ 1 << random.nextInt(8));
    }
    return out;
  }

  /** Every byte of input or of promised content may cost some dozens of bytes, not more. */
  private static void requireBounded(long seed, byte[] planes, byte[] tail, int contentBytes) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Once without being measured: code that runs for the first time allocates what it links.
    Optional<MalformedException> _ = refusal(seed, planes, tail, contentBytes);
    long before = threads.getCurrentThreadAllocatedBytes();
    Optional<MalformedException> refusal = refusal(seed, planes, tail, contentBytes);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    refusal.ifPresent(e -> assertThat(e).hasMessageMatching(".{4,}"));
    assertThat(allocated)
        .as("seed %d: allocated for %d bytes", seed, contentBytes)
        .isLessThan(256L * (planes.length + tail.length + contentBytes) + 1_000_000);
  }

  private static Optional<MalformedException> refusal(
      long seed, byte[] planes, byte[] tail, int contentBytes) {
    try {
      read(new ColumnReader(planes, tail, contentBytes));
      return Optional.empty();
    } catch (MalformedException e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ": planes " + Bytes.wrap(planes), e);
    }
  }

  @Test
  void aBombOfZeroWordsIsRefusedBeforeItIsUnpacked() {
    int calls = 100;
    ColumnWriter out = new ColumnWriter();
    out.numbers(1);
    out.numbers(1);
    out.numbers(calls);
    byte[] shapes = new byte[calls];
    Arrays.fill(shapes, Shape.FEE_MARKET.code());
    out.plane(shapes);
    out.numbers();
    out.plane(new byte[0]);
    out.tail().raw(new byte[calls * SignatureColumn.SIZE]);
    NonceColumn.write(out, new long[calls]);
    for (int column = 0; column < 4; column++) {
      AmountColumn.write(out, Collections.nCopies(calls, UInt256.ZERO));
    }
    long[] lengths = new long[calls];
    Arrays.fill(lengths, 100_004);
    out.numbers(lengths);
    byte[] body = ColumnFrame.compress(out, LEVEL);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> read(ColumnFrame.open(body, 1_000_000)))
        .withMessageContaining("call data makes the content larger");
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> ColumnFrame.open(body, 100))
        .withMessageContaining("size of the planes");
  }

  @Test
  void amountsKeepTheirValueAndHaveOneForm() {
    SplittableRandom random = new SplittableRandom(1);
    List<UInt256> edges =
        List.of(UInt256.ZERO, UInt256.ONE, UInt256.MAX, UInt256.of(10), UInt256.of(-1L));
    for (UInt256 value : edges) {
      assertThat(Decimal.of(value).value("value")).isEqualTo(value);
    }
    for (int i = 0; i < 500; i++) {
      UInt256 value = UInt256.of(random.nextInt(1_000));
      for (int zeros = random.nextInt(60); zeros > 0; zeros--) {
        value = value.times(10);
      }
      assertThat(Decimal.of(value).value("value")).isEqualTo(value);
    }
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> new Decimal(UInt256.MAX, 1).value("fee"))
        .withMessageContaining("fee");
  }

  @Test
  void noncesOfOneSenderCostAlmostNothing() {
    ColumnWriter out = new ColumnWriter();
    long[] nonces = new long[2_000];
    for (int i = 0; i < nonces.length; i++) {
      nonces[i] = i % 3 == 0 ? 1_000_000 + i / 3 : 77_000_000_000L + i - i / 3;
    }
    NonceColumn.write(out, nonces);
    byte[] body = ColumnFrame.compress(out, LEVEL);
    assertThat(body.length).isLessThan(nonces.length);
    assertThat(NonceColumn.read(ColumnFrame.open(body, 100_000), nonces.length)).isEqualTo(nonces);
  }
}
