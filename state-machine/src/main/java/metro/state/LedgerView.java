package metro.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Genesis.FeeSchedule;

/** Typed reads of the replicated state as of the moment its {@link StateReader} shows. */
public final class LedgerView {
  private final StateReader state;

  /** A view of {@code state}, which must hold at least {@link Ledger#genesis}. */
  public LedgerView(StateReader state) {
    this.state = state;
  }

  /** The newest block's header, the genesis header (height 0) before the first. */
  public BlockHeader tip() {
    return single(Keys.TIP, "tip header")
        .as(BlockHeader.class, bytes -> BlockHeader.decode(bytes.arrayForReading()));
  }

  /** The chained hash of all changes so far; also moves when a batch entry changes the cursor. */
  public Hash stateHash() {
    return Hash.of(single(Keys.STATE_HASH, "state hash").bytes().arrayForReading());
  }

  /** The account of an address; one without balance when it is not in the state. */
  public Account account(Address address) {
    return account(Keys.account(address));
  }

  Account account(StateKey key) {
    Optional<StateValue> value = state.get(key);
    return value.isPresent()
        ? value.get().as(Account.class, Account::decode)
        : Account.fresh(fees());
  }

  /** The lane of a sender on a rollup, {@link Lane#START} when he has ordered nothing there. */
  public Lane lane(RollupId rollup, Address sender) {
    return lane(rollup.chainId(), sender);
  }

  /** The lane of a sender's native operations. */
  public Lane nativeLane(Address sender) {
    return lane(committee().chainId(), sender);
  }

  /** The lane of a sender on a chain: a rollup's, or the committee's own for native operations. */
  public Lane lane(long chainId, Address sender) {
    return lane(Keys.lane(chainId, sender));
  }

  Lane lane(StateKey key) {
    Optional<StateValue> value = state.get(key);
    return value.isPresent() ? value.get().as(Lane.class, Lane::decode) : Lane.START;
  }

  /** A rollup's registry entry. */
  public Optional<Rollup> rollup(RollupId id) {
    return state
        .get(Keys.rollup(id))
        .map(value -> value.as(Rollup.class, bytes -> Rollup.decode(id, bytes)));
  }

  /** All registry entries in registry order. */
  public List<Rollup> rollups() {
    List<Rollup> out = new ArrayList<>();
    for (int i = 0; i < rollupCount(); i++) {
      out.add(rollup(rollupAt(i)).orElseThrow(() -> broken("registered rollup")));
    }
    return out;
  }

  /** How many rollups are registered. */
  public int rollupCount() {
    return decoder(Keys.ROLLUP_COUNT, "rollup count").count(Limits.MAX_ROLLUPS, "rollup count");
  }

  /** The rollup at a place in registry order. */
  RollupId rollupAt(int index) {
    Decoder in = decoder(Keys.registry(index), "registry entry");
    return new RollupId(in.u63("registry entry"));
  }

  /** A registered rollup's newest head, {@link RollupHead#start} before its first block. */
  public RollupHead head(RollupId id) {
    return state
        .get(Keys.head(id))
        .map(value -> decodeHead(id, value.bytes()))
        .orElseGet(() -> RollupHead.start(id));
  }

  /** All rollups' heads in registry order: the leaves under a header's rollups root. */
  public List<RollupHead> heads() {
    List<RollupHead> out = new ArrayList<>();
    for (int i = 0; i < rollupCount(); i++) {
      out.add(head(rollupAt(i)));
    }
    return out;
  }

  /** How far posting has come. */
  public PostingCursor cursor() {
    return single(Keys.CURSOR, "posting cursor").as(PostingCursor.class, PostingCursor::decode);
  }

  /** The members of the present epoch. */
  public Committee committee() {
    return single(Keys.COMMITTEE, "committee")
        .as(Committee.class, bytes -> Committee.decode(bytes.arrayForReading()));
  }

  /** The keys that may credit accounts and set fees. */
  public List<Address> governors() {
    Decoder in = decoder(Keys.GOVERNORS, "governors");
    List<Address> out = new ArrayList<>();
    for (int left = in.count(Limits.MAX_GOVERNORS, "governor count"); left > 0; left--) {
      out.add(in.address("governor"));
    }
    return out;
  }

  /** The posted price, as it will hold for the next block. */
  public FeeSchedule fees() {
    Decoder in = decoder(Keys.FEES, "fees");
    return new FeeSchedule(in.u63("fee per item"), in.u63("fee per byte"));
  }

  /** Where all money is. */
  public Totals totals() {
    return single(Keys.TOTALS, "totals").as(Totals.class, Totals::decode);
  }

  /** The sequence number of the next item, from 1. */
  public long nextSeq() {
    return decoder(Keys.NEXT_SEQ, "next sequence").u63("next sequence");
  }

  static StateValue encodeHead(RollupHead head) {
    return StateValue.of(new Encoder(48).u64(head.number()).u64(head.txCount()).hash(head.hash()));
  }

  private static RollupHead decodeHead(RollupId id, Bytes bytes) {
    Decoder in = new Decoder(bytes.arrayForReading());
    return new RollupHead(id, in.u63("head number"), in.u63("head count"), in.hash("head hash"));
  }

  private StateValue single(StateKey key, String what) {
    return state.get(key).orElseThrow(() -> broken(what));
  }

  private Decoder decoder(StateKey key, String what) {
    return new Decoder(single(key, what).bytes().arrayForReading());
  }

  private static IllegalStateException broken(String what) {
    return new IllegalStateException(
        "the state holds no " + what + ": write the genesis state into an empty store first");
  }
}
