package metro.da.columns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import metro.ethereum.AccessListEntry;
import metro.ethereum.AccessListTransaction;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;

/** Bytes of transactions of all types and of none, with values at the edges, from a seed. */
public final class RandomTransactions {
  private final SplittableRandom random;
  private final long chainId;
  private final List<Address> known;

  /** Mostly of this chain. */
  public RandomTransactions(SplittableRandom random, long chainId) {
    this.random = random;
    this.chainId = chainId;
    this.known = Stream.generate(this::newAddress).limit(5).toList();
  }

  /** So many transactions. */
  public List<Bytes> next(int count) {
    return Stream.generate(this::next).limit(count).toList();
  }

  private Bytes next() {
    return switch (random.nextInt(12)) {
      case 0 -> bytes(random.nextInt(40));
      case 1 -> damaged(feeMarket());
      case 2, 3 -> Bytes.wrap(legacy().encode());
      case 4, 5 -> Bytes.wrap(accessList().encode());
      case 6 -> Bytes.wrap(setCode().encode());
      case 7 -> Bytes.wrap(blob().encode());
      default -> Bytes.wrap(feeMarket().encode());
    };
  }

  private Bytes damaged(FeeMarketTransaction transaction) {
    byte[] raw = transaction.encode();
    raw[random.nextInt(raw.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.wrap(raw);
  }

  private LegacyTransaction legacy() {
    OptionalLong chain = random.nextInt(6) == 0 ? OptionalLong.empty() : OptionalLong.of(chain());
    return new LegacyTransaction(
        chain, nonce(), amount(), number(), to(), amount(), data(), signature());
  }

  private AccessListTransaction accessList() {
    return new AccessListTransaction(
        chain(), nonce(), amount(), number(), to(), amount(), data(), accesses(), signature());
  }

  private FeeMarketTransaction feeMarket() {
    return new FeeMarketTransaction(
        chain(),
        nonce(),
        amount(),
        amount(),
        number(),
        to(),
        amount(),
        data(),
        accesses(),
        signature());
  }

  private SetCodeTransaction setCode() {
    Supplier<Authorization> authorization =
        () ->
            new Authorization(
                amount(),
                address(),
                number(),
                new Signature(random.nextInt(256), amount(), amount()));
    return new SetCodeTransaction(
        chain(),
        nonce(),
        amount(),
        amount(),
        number(),
        address(),
        amount(),
        data(),
        accesses(),
        some(authorization),
        signature());
  }

  private BlobTransaction blob() {
    return new BlobTransaction(
        chain(),
        nonce(),
        amount(),
        amount(),
        number(),
        address(),
        amount(),
        data(),
        accesses(),
        amount(),
        some(this::hash),
        signature());
  }

  private long chain() {
    return random.nextInt(15) == 0 ? chainId + 1 : chainId;
  }

  private long nonce() {
    return random.nextInt(20) == 0 ? number() : random.nextInt(6);
  }

  private long number() {
    return random.nextLong() >>> random.nextInt(64);
  }

  /** Zero, small, round, as large as there are. */
  private UInt256 amount() {
    UInt256 any =
        new UInt256(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    return switch (random.nextInt(7)) {
      case 0 -> UInt256.ZERO;
      case 1 -> any;
      case 2 -> UInt256.MAX;
      case 3 -> UInt256.of(random.nextInt(50)).times(1_000_000_000_000_000_000L).times(1_000);
      case 4 -> UInt256.of(random.nextInt(1_000)).times(1_000_000_000L);
      default -> UInt256.of(number());
    };
  }

  private Signature signature() {
    boolean isLow = random.nextInt(10) != 0;
    UInt256 s =
        new UInt256(
            isLow ? random.nextLong() >>> 1 : random.nextLong(),
            random.nextLong(),
            random.nextLong(),
            random.nextLong());
    return new Signature(random.nextInt(2), amount(), s);
  }

  private Optional<Address> to() {
    return random.nextInt(8) == 0 ? Optional.empty() : Optional.of(address());
  }

  private Address address() {
    return random.nextInt(3) == 0 ? newAddress() : known.get(random.nextInt(known.size()));
  }

  private Address newAddress() {
    return Address.of(bytes(Address.SIZE).toArray());
  }

  private Hash hash() {
    return Hash.of(bytes(Hash.SIZE).toArray());
  }

  private List<AccessListEntry> accesses() {
    return random.nextInt(3) == 0
        ? some(() -> new AccessListEntry(address(), some(this::hash)))
        : List.of();
  }

  private <T> List<T> some(Supplier<T> one) {
    return Stream.generate(one).limit(random.nextInt(4)).toList();
  }

  private Bytes bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /** Nothing, anything, or a call with words of all classes. */
  private Bytes data() {
    return switch (random.nextInt(4)) {
      case 0 -> Bytes.EMPTY;
      case 1 -> bytes(random.nextInt(200));
      default -> call();
    };
  }

  private Bytes call() {
    int words = random.nextInt(5);
    byte[] data = new byte[4 + 32 * words];
    data[0] = (byte) random.nextInt(3);
    for (int i = 0; i < words; i++) {
      int at = 4 + 32 * i;
      int from = random.nextInt(33);
      int to = random.nextBoolean() ? 32 : from + random.nextInt(33 - from);
      byte[] piece = random.nextInt(4) == 0 ? known.getFirst().bytes() : bytes(32).toArray();
      for (int k = from; k < to; k++) {
        data[at + k] = piece[k % piece.length];
      }
    }
    return Bytes.wrap(data);
  }

  /** Cut into the transactions of consecutive blocks, none of them empty. */
  public List<List<Bytes>> cut(List<Bytes> transactions) {
    List<List<Bytes>> out = new ArrayList<>();
    for (int from = 0; from < transactions.size(); ) {
      int to = Math.min(transactions.size(), from + 1 + random.nextInt(5));
      out.add(transactions.subList(from, to));
      from = to;
    }
    return out;
  }
}
