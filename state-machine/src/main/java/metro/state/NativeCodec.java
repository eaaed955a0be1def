package metro.state;

import java.math.BigInteger;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.state.Genesis.FeeSchedule;

/** Native operations as wallets send them: receiver, value and Solidity call data. */
public final class NativeCodec {
  /** Plain credits: {@code mint} and {@code setFeeCap}. */
  public static final Address CREDITS = reserved(0x5e01);

  /** The registry of rollups. */
  public static final Address REGISTRY = reserved(0x5e02);

  /** Senders' lanes. */
  public static final Address LANES = reserved(0x5e04);

  /** Sponsors' quotas. */
  public static final Address SPONSOR = reserved(0x5e05);

  /** Fees. */
  public static final Address GOVERNANCE = reserved(0x5e07);

  /** Wei of a native transaction's value field for one utia. */
  public static final UInt256 WEI_PER_UTIA = UInt256.of(1_000_000_000_000L);

  private static final String MINT = "mint(bytes32,address,uint64)";
  private static final String SET_FEE_CAP = "setFeeCap(uint64,uint64)";
  private static final String REGISTER = "register(uint64,string,uint8,uint8)";
  private static final String SET_OWNER = "setOwner(uint64,address)";
  private static final String SET_ACTIVE = "setActive(uint64,bool)";
  private static final String SET_MODES = "setModes(uint64,uint8,uint8)";
  private static final String RESET_LANE = "resetLane(uint64,uint64)";
  private static final String SET_QUOTA = "setQuota(uint64,uint64,uint64)";
  private static final String SET_FEES = "setFees(uint64,uint64)";

  private static final int MINT_SELECTOR = Abi.selector(MINT);
  private static final int SET_FEE_CAP_SELECTOR = Abi.selector(SET_FEE_CAP);
  private static final int REGISTER_SELECTOR = Abi.selector(REGISTER);
  private static final int SET_OWNER_SELECTOR = Abi.selector(SET_OWNER);
  private static final int SET_ACTIVE_SELECTOR = Abi.selector(SET_ACTIVE);
  private static final int SET_MODES_SELECTOR = Abi.selector(SET_MODES);
  private static final int RESET_LANE_SELECTOR = Abi.selector(RESET_LANE);
  private static final int SET_QUOTA_SELECTOR = Abi.selector(SET_QUOTA);
  private static final int SET_FEES_SELECTOR = Abi.selector(SET_FEES);

  private NativeCodec() {}

  /** What a transaction needs to carry a call. */
  public record Encoded(Address to, UInt256 value, Bytes data) {}

  /** What a transaction turned out to be. */
  public sealed interface Decoded {}

  /** An operation. */
  public record Call(NativeCall call) implements Decoded {}

  /** None, and why. */
  public record Unreadable(RejectReason reason, String detail) implements Decoded {}

  /** Whether {@code address} is kept for native operations: 0x…5e00 to 0x…5eff. */
  public static boolean isReserved(Address address) {
    for (int i = 0; i < Address.SIZE - 2; i++) {
      if (address.at(i) != 0) {
        return false;
      }
    }
    return address.at(Address.SIZE - 2) == 0x5e;
  }

  /** The transaction fields that make {@code call}. */
  public static Encoded encode(NativeCall call) {
    return switch (call) {
      case NativeCall.Transfer c ->
          new Encoded(c.to(), WEI_PER_UTIA.times(c.amount()), Bytes.EMPTY);
      case NativeCall.Mint c ->
          call(CREDITS, new Abi.Writer(MINT).bytes32(c.id()).address(c.to()).uint(c.amount()));
      case NativeCall.SetFeeCap c -> call(CREDITS, price(new Abi.Writer(SET_FEE_CAP), c.cap()));
      case NativeCall.Register c ->
          call(
              REGISTRY,
              modes(rollup(REGISTER, c.rollup()).uint(4 * 32L), c.payMode(), c.nonceMode())
                  .tail(c.name()));
      case NativeCall.SetOwner c ->
          call(REGISTRY, rollup(SET_OWNER, c.rollup()).address(c.owner()));
      case NativeCall.SetActive c ->
          call(REGISTRY, rollup(SET_ACTIVE, c.rollup()).bool(c.active()));
      case NativeCall.SetModes c ->
          call(REGISTRY, modes(rollup(SET_MODES, c.rollup()), c.payMode(), c.nonceMode()));
      case NativeCall.ResetLane c -> call(LANES, rollup(RESET_LANE, c.rollup()).uint(c.next()));
      case NativeCall.SetQuota c ->
          call(
              SPONSOR,
              rollup(SET_QUOTA, c.rollup())
                  .uint(c.quota().bytesPerSender())
                  .uint(c.quota().bytesInAll()));
      case NativeCall.SetFees c -> call(GOVERNANCE, price(new Abi.Writer(SET_FEES), c.fees()));
    };
  }

  /** The operation a transaction on the committee's chain asks for. */
  public static Decoded decode(Transaction transaction) {
    Optional<Address> to = transaction.to();
    if (to.isEmpty()) {
      return new Unreadable(
          RejectReason.NATIVE_UNKNOWN_OPERATION, "contracts cannot be created here");
    }
    try {
      return isReserved(to.get())
          ? decodeCall(to.get(), transaction)
          : transfer(to.get(), transaction);
    } catch (MalformedException e) {
      return new Unreadable(RejectReason.NATIVE_BAD_ARGUMENT, String.valueOf(e.getMessage()));
    }
  }

  private static Decoded transfer(Address to, Transaction transaction) {
    if (!transaction.data().isEmpty()) {
      throw new MalformedException("a transfer of credits carries no data");
    }
    BigInteger[] parts =
        transaction.value().toBigInteger().divideAndRemainder(WEI_PER_UTIA.toBigInteger());
    if (parts[1].signum() != 0) {
      throw new MalformedException("value is not a multiple of " + WEI_PER_UTIA + " wei");
    }
    if (parts[0].bitLength() > 63) {
      throw new MalformedException("value is 2^63 utia or more");
    }
    return new Call(new NativeCall.Transfer(to, parts[0].longValueExact()));
  }

  private static Decoded decodeCall(Address to, Transaction transaction) {
    Bytes data = transaction.data();
    if (data.length() < Abi.SELECTOR_BYTES) {
      return unknown(to);
    }
    int selector = new Decoder(data.arrayForReading()).u32("selector");
    Optional<NativeCall> call =
        switch (to.at(Address.SIZE - 1)) {
          case 0x01 -> credits(selector, data);
          case 0x02 -> registry(selector, data);
          case 0x04 -> lanes(selector, data);
          case 0x05 -> sponsor(selector, data);
          case 0x07 -> governance(selector, data);
          default -> Optional.empty();
        };
    if (call.isPresent() && !transaction.value().isZero()) {
      throw new MalformedException("value of a native operation is not zero");
    }
    return call.<Decoded>map(Call::new).orElseGet(() -> unknown(to));
  }

  private static Decoded unknown(Address to) {
    return new Unreadable(RejectReason.NATIVE_UNKNOWN_OPERATION, "no such function at " + to);
  }

  private static Optional<NativeCall> credits(int selector, Bytes data) {
    if (selector == MINT_SELECTOR) {
      Abi.Reader in = new Abi.Reader(data, 3);
      Hash id = in.bytes32("id");
      Address to = in.address("to");
      return end(in, new NativeCall.Mint(id, to, in.uint63("amount")));
    }
    if (selector == SET_FEE_CAP_SELECTOR) {
      Abi.Reader in = new Abi.Reader(data, 2);
      return end(in, new NativeCall.SetFeeCap(price(in)));
    }
    return Optional.empty();
  }

  private static Optional<NativeCall> registry(int selector, Bytes data) {
    if (selector == REGISTER_SELECTOR) {
      return register(new Abi.Reader(data, 4));
    }
    if (selector == SET_OWNER_SELECTOR) {
      Abi.Reader in = new Abi.Reader(data, 2);
      return end(in, new NativeCall.SetOwner(rollup(in), in.address("owner")));
    }
    if (selector == SET_ACTIVE_SELECTOR) {
      Abi.Reader in = new Abi.Reader(data, 2);
      return end(in, new NativeCall.SetActive(rollup(in), in.bool("active")));
    }
    if (selector == SET_MODES_SELECTOR) {
      Abi.Reader in = new Abi.Reader(data, 3);
      return end(in, new NativeCall.SetModes(rollup(in), payMode(in), nonceMode(in)));
    }
    return Optional.empty();
  }

  private static Optional<NativeCall> register(Abi.Reader in) {
    RollupId rollup = rollup(in);
    String name = in.string(Limits.MAX_ROLLUP_NAME_BYTES, "name");
    if (!Genesis.RollupSpec.isName(name)) {
      throw new MalformedException("name is empty or has control characters");
    }
    return end(in, new NativeCall.Register(rollup, name, payMode(in), nonceMode(in)));
  }

  private static Optional<NativeCall> lanes(int selector, Bytes data) {
    if (selector != RESET_LANE_SELECTOR) {
      return Optional.empty();
    }
    Abi.Reader in = new Abi.Reader(data, 2);
    return end(in, new NativeCall.ResetLane(rollup(in), in.uint63("nonce")));
  }

  private static Optional<NativeCall> sponsor(int selector, Bytes data) {
    if (selector != SET_QUOTA_SELECTOR) {
      return Optional.empty();
    }
    Abi.Reader in = new Abi.Reader(data, 3);
    RollupId rollup = rollup(in);
    Rollup.Quota quota = new Rollup.Quota(in.uint63("bytes per sender"), in.uint63("bytes in all"));
    return end(in, new NativeCall.SetQuota(rollup, quota));
  }

  private static Optional<NativeCall> governance(int selector, Bytes data) {
    if (selector != SET_FEES_SELECTOR) {
      return Optional.empty();
    }
    Abi.Reader in = new Abi.Reader(data, 2);
    return end(in, new NativeCall.SetFees(price(in)));
  }

  private static Optional<NativeCall> end(Abi.Reader in, NativeCall call) {
    in.requireEnd();
    return Optional.of(call);
  }

  private static RollupId rollup(Abi.Reader in) {
    long chainId = in.uint63("rollup");
    if (!RollupId.isValid(chainId)) {
      throw new MalformedException("rollup " + chainId + " is no chain id");
    }
    return new RollupId(chainId);
  }

  private static FeeSchedule price(Abi.Reader in) {
    FeeSchedule out = new FeeSchedule(in.uint63("per item"), in.uint63("per byte"));
    if (!out.isInRange()) {
      throw new MalformedException("a price is above " + Limits.MAX_PRICE + " utia");
    }
    return out;
  }

  private static PayMode payMode(Abi.Reader in) {
    int code = in.uint8("pay mode");
    return PayMode.ofCode(code)
        .orElseThrow(() -> new MalformedException("pay mode " + code + " is unknown"));
  }

  private static NonceMode nonceMode(Abi.Reader in) {
    int code = in.uint8("nonce mode");
    return NonceMode.ofCode(code)
        .orElseThrow(() -> new MalformedException("nonce mode " + code + " is unknown"));
  }

  private static Abi.Writer rollup(String signature, RollupId rollup) {
    return new Abi.Writer(signature).uint(rollup.chainId());
  }

  private static Abi.Writer modes(Abi.Writer out, PayMode payMode, NonceMode nonceMode) {
    return out.uint(payMode.code()).uint(nonceMode.code());
  }

  private static Abi.Writer price(Abi.Writer out, FeeSchedule fees) {
    return out.uint(fees.perItem()).uint(fees.perByte());
  }

  private static Encoded call(Address to, Abi.Writer data) {
    return new Encoded(to, UInt256.ZERO, data.toBytes());
  }

  private static Address reserved(int number) {
    byte[] bytes = new byte[Address.SIZE];
    bytes[Address.SIZE - 2] = (byte) (number >>> 8);
    bytes[Address.SIZE - 1] = (byte) number;
    return Address.of(bytes);
  }
}
