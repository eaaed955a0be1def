package metro.state;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Genesis.FeeSchedule;

/** Typed reads and writes on an {@link Overlay}: the one place that writes state values. */
final class LedgerState {
  private final Overlay overlay;
  private final LedgerView view;
  private Address lastAddress = Address.ZERO;
  private StateKey lastAccountKey = Keys.account(Address.ZERO);

  LedgerState(Overlay overlay) {
    this.overlay = overlay;
    this.view = new LedgerView(overlay);
  }

  Overlay overlay() {
    return overlay;
  }

  LedgerView view() {
    return view;
  }

  /** The key of an account. The last one is kept: rules ask for a sender's more than once. */
  StateKey accountKey(Address address) {
    if (!address.equals(lastAddress)) {
      lastAddress = address;
      lastAccountKey = Keys.account(address);
    }
    return lastAccountKey;
  }

  void putAccount(Address address, Account account) {
    putAccount(accountKey(address), account);
  }

  void putAccount(StateKey key, Account account) {
    overlay.put(key, StateValue.of(account));
  }

  void putLane(StateKey key, Lane lane) {
    overlay.put(key, StateValue.of(lane));
  }

  void putRollup(Rollup rollup) {
    overlay.put(Keys.rollup(rollup.id()), StateValue.of(rollup));
  }

  /** Appends to the registry. */
  void register(Genesis.RollupSpec spec) {
    int index = view.rollupCount();
    putRollup(Rollup.registered(spec, index));
    overlay.put(Keys.registry(index), StateValue.of(new Encoder(16).u64(spec.id().chainId())));
    putRollupCount(index + 1);
  }

  void putRollupCount(int count) {
    overlay.put(Keys.ROLLUP_COUNT, StateValue.of(new Encoder(16).u32(count)));
  }

  void putHead(RollupHead head) {
    overlay.put(Keys.head(head.rollup()), LedgerView.encodeHead(head));
  }

  void putFees(FeeSchedule fees) {
    Encoder out = new Encoder(16).u64(fees.perItem()).u64(fees.perByte());
    overlay.put(Keys.FEES, StateValue.of(out));
  }

  void putTotals(Totals totals) {
    overlay.put(Keys.TOTALS, StateValue.of(totals));
  }

  void putNextSeq(long nextSeq) {
    overlay.put(Keys.NEXT_SEQ, StateValue.of(new Encoder(16).u64(nextSeq)));
  }

  void putCursor(PostingCursor cursor) {
    overlay.put(Keys.CURSOR, StateValue.of(cursor));
  }

  /** What was minted under {@code id}, as {@link #putMint} stored it. */
  Optional<Bytes> mint(Hash id) {
    return overlay.get(Keys.mint(id)).map(StateValue::bytes);
  }

  void putMint(NativeCall.Mint mint) {
    overlay.put(Keys.mint(mint.id()), mintValue(mint));
  }

  static Bytes mintValue(NativeCall.Mint mint) {
    return Bytes.wrap(new Encoder(32).address(mint.to()).u64(mint.amount()).toBytes());
  }

  /** Bytes a sponsor paid for on {@code day} (days since 1970), by a key of the two tables. */
  long sponsoredBytes(StateKey key, long day) {
    return overlay
        .get(key)
        .map(value -> new Decoder(value.bytes().arrayForReading()))
        .filter(in -> in.u63("sponsored day") == day)
        .map(in -> in.u63("sponsored bytes"))
        .orElse(0L);
  }

  void putSponsoredBytes(StateKey key, long day, long bytes) {
    overlay.put(key, StateValue.of(new Encoder(16).u64(day).u64(bytes)));
  }
}
