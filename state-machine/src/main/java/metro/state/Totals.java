package metro.state;

import metro.ethereum.Bytes;

/**
 * Where all money is, in utia. Always {@code minted == balances + collected}.
 *
 * @param minted ever credited from outside
 * @param balances of all accounts together
 * @param collected in charges
 */
public record Totals(long minted, long balances, long collected) implements StateValue.Encodable {
  private static final int TAG = 0x54;

  /** Nothing. */
  static final Totals ZERO = new Totals(0, 0, 0);

  /** Whether no money appeared or vanished. */
  public boolean isConserved() {
    return balances >= 0 && collected >= 0 && minted - balances == collected;
  }

  Totals mint(long amount) {
    return new Totals(Math.addExact(minted, amount), balances, collected);
  }

  Totals collect(long amount) {
    return new Totals(minted, balances, Math.addExact(collected, amount));
  }

  Totals withBalances(long newBalances) {
    return new Totals(minted, newBalances, collected);
  }

  /** Tag 0x54, minted, balances, collected. */
  @Override
  public Bytes encode() {
    return Bytes.wrap(new Encoder(25).u8(TAG).u64(minted).u64(balances).u64(collected).toBytes());
  }

  static Totals decode(Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading()).tag(TAG, "totals");
    Totals out =
        new Totals(in.u63("total minted"), in.u63("total balances"), in.u63("total collected"));
    in.requireEnd("totals");
    return out;
  }
}
