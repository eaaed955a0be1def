package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Hex;
import metro.state.Genesis.FeeSchedule;
import metro.state.LogEntry.BatchPosted;
import metro.state.LogEntry.BatchPrepared;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedTransaction;
import org.junit.jupiter.api.Test;

/**
 * The bytes all members agree on, against the files in {@code golden}: one field on each line. The
 * files were written by another program, not by this code.
 */
final class GoldenTest {
  private static final Bytes RAW_1 = Bytes.fromHex("c0ffee");
  private static final Bytes RAW_2 = Bytes.fromHex("02beef");
  private static final Bytes RAW_3 = Bytes.fromHex("f00d");
  private static final long TIME = 1_700_000_000_123L;
  private static final Bytes KEY = Bytes.wrap(counting(64));
  private static final BatchPrepared PREPARED =
      new BatchPrepared(
          7,
          100,
          120,
          hash(0x66),
          55,
          Bytes.fromHex("5101cafe"),
          Optional.of(new DaTransaction(Bytes.fromHex("0a0bc0de"), 12, 75)));
  private static final BatchPrepared UNSIGNED =
      BatchPrepared.unsigned(7, 100, 120, hash(0x66), 55, Bytes.fromHex("5101cafe"));
  private static final RollupHead HEAD = new RollupHead(World.A, 9, 30, hash(0x99));
  private static final BlockHeader HEADER =
      new BlockHeader(
          9000,
          3,
          1234,
          hash(0x11),
          TIME,
          5001,
          2,
          hash(0x22),
          hash(0x33),
          hash(0x44),
          hash(0x55),
          Hash.ZERO,
          17);

  private record Golden(Bytes content, Optional<Hash> hash) {}

  private static Golden golden(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Optional<Hash> hash = Optional.empty();
    for (String line : text(name).lines().toList()) {
      if (line.startsWith("hash = ")) {
        hash = Optional.of(Hash.fromHex(line.substring(7)));
      } else if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("-")) {
        bytes.writeBytes(Hex.decode(line.substring(0, line.indexOf(' '))));
      }
    }
    return new Golden(Bytes.wrap(bytes.toByteArray()), hash);
  }

  private static String text(String name) {
    try (InputStream in = GoldenTest.class.getResourceAsStream("golden/" + name + ".txt")) {
      assertThat(in).as("golden file %s", name).isNotNull();
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes are as in the file, are read back, and no shorter or longer bytes are. */
  private static <T> void check(
      String name, T value, Function<T, byte[]> encode, Function<byte[], T> decode) {
    byte[] expected = golden(name).content().toArray();
    assertThat(Hex.encode(encode.apply(value))).isEqualTo(Hex.encode(expected));
    assertThat(decode.apply(expected)).isEqualTo(value);
    for (int n = 0; n < expected.length; n++) {
      byte[] cut = Arrays.copyOf(expected, n);
      assertThatThrownBy(() -> decode.apply(cut))
          .as("%s cut at %s", name, n)
          .isInstanceOf(MalformedException.class);
    }
    byte[] longer = Arrays.copyOf(expected, expected.length + 1);
    assertThatThrownBy(() -> decode.apply(longer)).isInstanceOf(MalformedException.class);
  }

  private static <T> void checkValue(
      String name, T value, Function<T, Bytes> encode, Function<Bytes, T> decode) {
    check(name, value, v -> encode.apply(v).toArray(), b -> decode.apply(Bytes.wrap(b)));
  }

  /** A hash is that in the file, which is the SHA-256 of the file's bytes. */
  private static void checkHash(String name, Hash hash) {
    Golden golden = golden(name);
    assertThat(Sha256.hash(golden.content().toArray())).isEqualTo(golden.hash().orElseThrow());
    assertThat(hash).isEqualTo(golden.hash().orElseThrow());
  }

  @Test
  void headersAndBlocks() {
    check("header", HEADER, BlockHeader::encode, BlockHeader::decode);
    checkHash("header", HEADER.hash());
    List<Block.Item> items =
        List.of(
            new Block.Item(100, RAW_1, address(0xb1), Optional.empty()),
            new Block.Item(9000, RAW_2, address(0xb2), Optional.of(hash(0x88))));
    check("block", new Block(HEADER, items, List.of(HEAD)), BlockCodec::encode, BlockCodec::decode);
    checkHash("item-leaf", items.getFirst().leaf(5001));
  }

  @Test
  void logEntries() {
    BlockProposal proposal =
        new BlockProposal(
            TIME,
            true,
            List.of(
                new ProposedTransaction(RAW_1, known(0xb1)),
                new ProposedTransaction(RAW_2, new ProposedSender.FirstSeen(KEY)),
                new ProposedBundle(
                    new Bundle(10, 20, List.of(RAW_3, RAW_1)), List.of(known(0xb2), known(0xb3)))));
    check("proposal", proposal, LogEntryCodec::encode, LogEntryCodec::decode);
    check("prepared", PREPARED, LogEntryCodec::encode, LogEntryCodec::decode);
    check("prepared-unsigned", UNSIGNED, LogEntryCodec::encode, LogEntryCodec::decode);
    BatchPosted posted = new BatchPosted(7, hash(0x66), 56, hash(0x77));
    check("posted", posted, LogEntryCodec::encode, LogEntryCodec::decode);
    int size = LogEntryCodec.PROPOSAL_OVERHEAD;
    for (LogEntry.ProposedItem item : proposal.items()) {
      size += LogEntryCodec.encodedSize(item);
    }
    assertThat(size).isEqualTo(LogEntryCodec.encode(proposal).length);
  }

  @Test
  void committees() {
    Committee committee =
        new Committee(
            9000,
            3,
            List.of(
                new Committee.Member("one", address(0xa1)),
                new Committee.Member("zwö", address(0xa2))));
    check("committee", committee, Committee::encode, Committee::decode);
    checkHash("committee", committee.hash());
  }

  @Test
  void rollupHeads() {
    RollupBlock block = new RollupBlock(World.A, 10, 1234, TIME, List.of(RAW_1, RAW_2, RAW_3));
    RollupHead next = HEAD.next(block);
    checkHash("head-link", next.hash());
    assertThat(next.number()).isEqualTo(10);
    assertThat(next.txCount()).isEqualTo(33);
    checkHash("head-leaf", next.leaf());
    HeadPath path = new HeadPath(HEAD, new MerklePath(2, 5, List.of(hash(0xbb), hash(0xcc))));
    check("head-path", path, HeadPath::encode, HeadPath::decode);
  }

  @Test
  void bundleIdsAndStateHashes() {
    checkHash("bundle-id", new Bundle(10, 20, List.of(RAW_1, RAW_3)).id());
    ChangeSet changes =
        new ChangeSet(
            List.of(
                new ChangeSet.Change(key("0201"), Optional.of(StateValue.of(RAW_1))),
                new ChangeSet.Change(key("0309"), Optional.empty())));
    checkHash("state-hash", changes.chain(hash(0xaa)));
  }

  @Test
  void valuesInTheState() {
    checkValue(
        "account",
        new Account(1_000_000, Optional.of(KEY), new FeeSchedule(400, 8)),
        Account::encode,
        Account::decode);
    checkValue(
        "lane",
        Lane.START
            .take(NonceMode.WINDOW, 18, 0x0102030405060708L, 77)
            .take(NonceMode.WINDOW, 19, 0xfffefdfcfbfaf9f8L, 78),
        Lane::encode,
        Lane::decode);
    checkValue(
        "rollup",
        new Rollup(
            World.A,
            3,
            "alpha",
            address(0xd1),
            PayMode.SPONSOR_THEN_SENDER,
            NonceMode.STRICT,
            true,
            new Rollup.Quota(65_536, 1 << 20)),
        Rollup::encode,
        bytes -> Rollup.decode(World.A, bytes));
    checkValue("totals", new Totals(1000, 900, 100), Totals::encode, Totals::decode);
    checkValue(
        "cursor",
        new PostingCursor(6, 100, hash(0xe1), 50, Optional.of(PREPARED)),
        PostingCursor::encode,
        PostingCursor::decode);
  }

  @Test
  void snapshots() {
    byte[] expected = golden("snapshot").content().toArray();
    java.util.TreeMap<StateKey, Bytes> state = new java.util.TreeMap<>();
    state.put(key("0201"), RAW_1);
    state.put(key("0309"), Bytes.EMPTY);
    assertThat(SnapshotCodecTest.write(state)).isEqualTo(expected);
    assertThat(SnapshotCodecTest.read(expected, 5)).isEqualTo(state);
  }

  private static ProposedSender known(int fill) {
    return new ProposedSender.Known(address(fill));
  }

  private static StateKey key(String hex) {
    return new StateKey(Bytes.fromHex(hex));
  }

  private static Hash hash(int fill) {
    return Hash.of(filled(fill, 32));
  }

  private static Address address(int fill) {
    return Address.of(filled(fill, 20));
  }

  private static byte[] filled(int fill, int length) {
    byte[] out = new byte[length];
    Arrays.fill(out, (byte) fill);
    return out;
  }

  private static byte[] counting(int length) {
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = (byte) i;
    }
    return out;
  }
}
