package metro.state;

import java.util.Optional;
import metro.ethereum.Bytes;
import metro.state.Genesis.FeeSchedule;

/**
 * What the sequencer knows of an address. It is about paying for order, not about any rollup's
 * balances.
 *
 * @param balance utia, never negative
 * @param publicKey 64 bytes, known from the account's first ordered transaction on
 * @param cap the highest price the account pays: a charge above the cap's is refused
 */
public record Account(long balance, Optional<Bytes> publicKey, FeeSchedule cap)
    implements StateValue.Encodable {
  /** How many times the price at its creation an account pays unless it says otherwise. */
  public static final int DEFAULT_CAP_FACTOR = 4;

  private static final int TAG = 0x41;
  private static final int KEY_BYTES = 64;
  private static final int FIXED_BYTES = 26;

  public Account {
    if (balance < 0) {
      throw new IllegalArgumentException("a balance is never negative: " + balance);
    }
  }

  /** An account that is not in the state yet, as it would be created under {@code fees}. */
  static Account fresh(FeeSchedule fees) {
    FeeSchedule cap =
        new FeeSchedule(fees.perItem() * DEFAULT_CAP_FACTOR, fees.perByte() * DEFAULT_CAP_FACTOR);
    return new Account(0, Optional.empty(), cap);
  }

  Account withBalance(long newBalance) {
    return new Account(newBalance, publicKey, cap);
  }

  Account withPublicKey(Bytes key) {
    return new Account(balance, Optional.of(key), cap);
  }

  Account withCap(FeeSchedule newCap) {
    return new Account(balance, publicKey, newCap);
  }

  /** Tag 0x41, balance, cap (two u64), then 0, or 1 and the public key. */
  @Override
  public Bytes encode() {
    Encoder out = new Encoder(FIXED_BYTES + (publicKey.isPresent() ? KEY_BYTES : 0));
    out.u8(TAG).u64(balance).u64(cap.perItem()).u64(cap.perByte());
    out.u8(publicKey.isPresent() ? 1 : 0);
    publicKey.ifPresent(key -> out.raw(key.arrayForReading()));
    return Bytes.wrap(out.toBytes());
  }

  static Account decode(Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading()).tag(TAG, "account");
    long balance = in.u63("account balance");
    FeeSchedule cap = new FeeSchedule(in.u63("account cap"), in.u63("account cap"));
    boolean hasKey = in.flag("account key");
    Optional<Bytes> key =
        hasKey ? Optional.of(Bytes.wrap(in.raw(KEY_BYTES, "account key"))) : Optional.empty();
    in.requireEnd("account");
    return new Account(balance, key, cap);
  }
}
