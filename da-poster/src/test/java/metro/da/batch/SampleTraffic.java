package metro.da.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.HeadPath;
import metro.state.MerklePath;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/**
 * Signed transactions of made-up people from a seed: some send often, some seldom; amounts are
 * mostly round, fees follow a base fee that moves, wallets take one of a few tips.
 */
public final class SampleTraffic {
  /** What people do. */
  public enum Mix {
    /** Ether from account to account. */
    TRANSFERS,
    /** Calls of token contracts: transfer, approve, transferFrom. */
    ERC20,
    /** Both, and swaps, claims with proofs, signed messages, deployments. */
    MIXED
  }

  /** Transactions in one block. */
  public static final int PER_BLOCK = 20;

  private static final RollupId ROLLUP = new RollupId(424_242);
  private static final long GWEI = 1_000_000_000L;
  private static final long ETHER = GWEI * GWEI;
  private static final int SENDERS = 2_000;
  private static final int RECEIVERS = 5_000;
  private static final int TOKENS = 40;
  private static final long[] TIPS = {0, GWEI / 100, GWEI / 10, GWEI, 2 * GWEI, 1_500_000_000L};

  private final SplittableRandom random;
  private final Mix mix;
  private final List<TransactionSigner> signers;
  private final List<Address> people;
  private final List<Address> tokens;
  private final Bytes code;
  private final Map<Integer, Long> nonces = new HashMap<>();
  private long baseFee = 7 * GWEI;
  private long timeMs = 1_767_225_600_000L;

  /** Traffic of one kind. */
  public SampleTraffic(Mix mix, long seed) {
    this.mix = mix;
    this.random = new SplittableRandom(seed);
    this.signers =
        IntStream.range(0, SENDERS)
            .parallel()
            .mapToObj(i -> new TransactionSigner(Secp256k1.fastest(), digest("sender", i)))
            .toList();
    List<Address> all =
        new ArrayList<>(signers.parallelStream().map(TransactionSigner::address).toList());
    IntStream.range(0, RECEIVERS - SENDERS).forEach(i -> all.add(address("person", i)));
    this.people = List.copyOf(all);
    this.tokens = IntStream.range(0, TOKENS).mapToObj(i -> address("token", i)).toList();
    this.code = randomBytes(1_200);
  }

  private static byte[] digest(String what, long number) {
    return Keccak.keccak256((what + number).getBytes(StandardCharsets.UTF_8));
  }

  private static Address address(String what, long number) {
    return Address.of(digest(what, number), 12, Address.SIZE);
  }

  private Bytes randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /** A rollup's part of a batch with so many transactions; its path is one of 16 rollups. */
  public RollupBatch part(int transactions) {
    RollupHead previous = new RollupHead(ROLLUP, 1_000, 20_000, Hash.of(digest("head", 0)));
    List<RollupBlock> blocks = new ArrayList<>();
    RollupHead head = previous;
    for (int left = transactions; left > 0; left -= PER_BLOCK) {
      timeMs += 180 + random.nextInt(80);
      baseFee += baseFee / 1_000 * random.nextInt(-125, 126) / 10;
      List<Bytes> raw = new ArrayList<>();
      for (int i = 0; i < Math.min(left, PER_BLOCK); i++) {
        raw.add(Bytes.wrap(next().encode()));
      }
      RollupBlock block =
          new RollupBlock(ROLLUP, head.number() + 1, 50_000 + blocks.size(), timeMs, raw);
      blocks.add(block);
      head = head.next(block);
    }
    List<Hash> siblings = IntStream.range(0, 4).mapToObj(i -> Hash.of(digest("path", i))).toList();
    return new RollupBatch(
        9_000, 12, previous, blocks, new HeadPath(head, new MerklePath(3, 16, siblings)));
  }

  /** Small numbers are much more frequent. */
  private int skewed(int bound) {
    double u = random.nextDouble();
    return (int) (bound * u * u * u);
  }

  private Transaction next() {
    int sender = skewed(SENDERS);
    long nonce = nonces.merge(sender, (long) skewed(3_000), (before, fresh) -> before + 1);
    return signers.get(sender).sign(unsigned(nonce));
  }

  private Transaction unsigned(long nonce) {
    int kind = mix == Mix.MIXED ? random.nextInt(100) : mix == Mix.ERC20 ? 50 : 0;
    if (kind < 40) {
      return transaction(nonce, Optional.of(person()), weiAmount(), Bytes.EMPTY, 21_000);
    }
    if (kind < 70) {
      return transaction(nonce, Optional.of(token()), UInt256.ZERO, tokenCall(), gas(60_000));
    }
    if (kind < 98) {
      Address contract = tokens.get(TOKENS - 1 - kind % 5);
      return transaction(
          nonce, Optional.of(contract), UInt256.ZERO, contractCall(kind), gas(250_000));
    }
    return transaction(nonce, Optional.empty(), UInt256.ZERO, deployment(), gas(900_000));
  }

  private Transaction transaction(
      long nonce, Optional<Address> to, UInt256 value, Bytes data, long gas) {
    if (random.nextInt(8) == 0) {
      return new LegacyTransaction(
          OptionalLong.of(ROLLUP.chainId()),
          nonce,
          UInt256.of(baseFee + baseFee / 10),
          gas,
          to,
          value,
          data,
          TransactionSigner.unsigned());
    }
    long tip = TIPS[skewed(TIPS.length)];
    List<AccessListEntry> accesses =
        mix == Mix.MIXED && random.nextInt(50) == 0
            ? List.of(new AccessListEntry(token(), List.of(Hash.of(digest("slot", skewed(90))))))
            : List.of();
    return new FeeMarketTransaction(
        ROLLUP.chainId(),
        nonce,
        UInt256.of(tip),
        UInt256.of(2 * baseFee + tip),
        gas,
        to,
        value,
        data,
        accesses,
        TransactionSigner.unsigned());
  }

  private Address person() {
    return people.get(skewed(RECEIVERS));
  }

  private Address token() {
    return tokens.get(skewed(TOKENS));
  }

  /** An estimate: a base, and what storage and call data happened to cost. */
  private long gas(long base) {
    return base + 12L * random.nextInt(12) + (random.nextInt(3) == 0 ? 17_100 : 0);
  }

  private UInt256 weiAmount() {
    return switch (random.nextInt(5)) {
      case 0 -> UInt256.of(1 + random.nextLong(ETHER));
      case 1 -> UInt256.of((1 + random.nextInt(20)) * (ETHER / 10));
      case 2 -> UInt256.of((1 + random.nextInt(999)) * (ETHER / 1_000));
      default -> UInt256.of((1 + random.nextInt(9_999)) * (ETHER / 100_000));
    };
  }

  private UInt256 tokenAmount() {
    boolean isCents = random.nextBoolean();
    long cents = 1L + random.nextInt(500_000);
    return switch (random.nextInt(5)) {
      case 0 -> UInt256.of(1 + random.nextLong(ETHER)).times(1_000);
      case 1 -> UInt256.MAX;
      default -> isCents ? UInt256.of(cents * 10_000) : UInt256.of(cents).times(ETHER / 100);
    };
  }

  private Bytes tokenCall() {
    return switch (random.nextInt(10)) {
      case 0 -> call("095ea7b3", word(token()), tokenAmount().toBytes());
      case 1 -> call("23b872dd", word(person()), word(person()), tokenAmount().toBytes());
      default -> call("a9059cbb", word(person()), tokenAmount().toBytes());
    };
  }

  private Bytes contractCall(int kind) {
    byte[] deadline = word(timeMs / 1_000 + 1_200);
    return switch (kind % 4) {
      case 0 ->
          call(
              "38ed1739",
              tokenAmount().toBytes(),
              tokenAmount().toBytes(),
              word(160),
              word(person()),
              deadline,
              word(2),
              word(token()),
              word(token()));
      case 1 ->
          call(
              "414bf389",
              word(token()),
              word(token()),
              word(3_000),
              word(person()),
              deadline,
              tokenAmount().toBytes(),
              UInt256.of(random.nextLong(ETHER)).toBytes(),
              word(0));
      case 2 ->
          call(
              "2eb4a7ab",
              word(random.nextInt(90_000)),
              word(person()),
              tokenAmount().toBytes(),
              word(128),
              word(3),
              randomBytes(32).toArray(),
              randomBytes(32).toArray(),
              randomBytes(32).toArray());
      default ->
          call(
              "d505accf",
              word(person()),
              word(tokens.getFirst()),
              UInt256.MAX.toBytes(),
              deadline,
              word(27 + random.nextInt(2)),
              randomBytes(32).toArray(),
              randomBytes(32).toArray());
    };
  }

  /** The same contract again and again, with other arguments behind it. */
  private Bytes deployment() {
    byte[] out = Arrays.copyOf(code.toArray(), code.length() + 64);
    System.arraycopy(word(person()), 0, out, code.length(), 32);
    System.arraycopy(tokenAmount().toBytes(), 0, out, code.length() + 32, 32);
    return Bytes.wrap(out);
  }

  private static byte[] word(Address address) {
    byte[] out = new byte[32];
    address.copyTo(out, 12);
    return out;
  }

  private static byte[] word(long value) {
    return UInt256.of(value).toBytes();
  }

  private static Bytes call(String selector, byte[]... words) {
    byte[] out = new byte[4 + 32 * words.length];
    System.arraycopy(Bytes.fromHex(selector).arrayForReading(), 0, out, 0, 4);
    for (int i = 0; i < words.length; i++) {
      System.arraycopy(words[i], 0, out, 4 + 32 * i, 32);
    }
    return Bytes.wrap(out);
  }
}
