package metro.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import metro.ethereum.Address;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.LogEntry.ProposedBundle;
import metro.state.LogEntry.ProposedTransaction;
import metro.state.World.Person;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every reason of the core is reached, each by a case of its own, and leaves no trace. */
final class RejectReasonTest {
  private static final Person ALICE = new Person(1);
  private static final Person POOR = new Person(2);
  private static final Person OWNER = new Person(50);
  private static final Person GOVERNOR = new Person(99);
  private static final RollupId STRICT = new RollupId(300);
  private static final RollupId SPONSORED = new RollupId(400);

  /** Reasons the pool gives, before anything reaches the log. */
  private static final Set<RejectReason> OF_THE_INGRESS =
      EnumSet.of(
          RejectReason.REPLACEMENT_UNDERPRICED,
          RejectReason.POOL_FULL,
          RejectReason.SENDER_LIMIT,
          RejectReason.OVERLOADED,
          RejectReason.NOT_LEADER,
          RejectReason.DA_BACKLOG,
          RejectReason.REPLACED,
          RejectReason.CANCELLED,
          RejectReason.EXPIRED);

  private static final Map<RejectReason, Function<World, Outcome>> CASES =
      new EnumMap<>(RejectReason.class);

  static {
    CASES.put(RejectReason.MALFORMED, w -> w.one(raw(new byte[] {(byte) 0xc1, 0x00})));
    CASES.put(RejectReason.TOO_LARGE, w -> w.one(raw(new byte[Limits.MAX_TRANSACTION_BYTES + 1])));
    CASES.put(RejectReason.TYPE_NOT_SUPPORTED, w -> w.one(ALICE.send(blob())));
    CASES.put(
        RejectReason.UNPROTECTED, w -> w.one(ALICE.send(World.legacy(OptionalLong.empty(), 0))));
    CASES.put(RejectReason.INVALID_SIGNATURE, w -> w.one(highS()));
    CASES.put(RejectReason.UNKNOWN_CHAIN, w -> w.one(ALICE.transfer(new RollupId(12345), 0, 1)));
    CASES.put(RejectReason.ROLLUP_NOT_ACTIVE, RejectReasonTest::onStoppedRollup);
    CASES.put(RejectReason.NONCE_TOO_LOW, RejectReasonTest::belowStrictLane);
    CASES.put(RejectReason.NONCE_TOO_HIGH, w -> w.one(ALICE.transfer(World.A, 17, 1)));
    CASES.put(RejectReason.NONCE_MAX, w -> w.one(ALICE.transfer(World.A, -1, 1)));
    CASES.put(RejectReason.ALREADY_KNOWN, RejectReasonTest::sameTwice);
    CASES.put(RejectReason.NONCE_REUSED_TOO_SOON, RejectReasonTest::otherAtOnce);
    CASES.put(RejectReason.NONCE_SLOTS_FULL, RejectReasonTest::fifthAtOneNonce);
    CASES.put(RejectReason.INSUFFICIENT_FUNDS, w -> w.one(POOR.transfer(World.A, 0, 1)));
    CASES.put(RejectReason.SPONSOR_QUOTA, RejectReasonTest::overQuota);
    CASES.put(RejectReason.CHARGE_ABOVE_CAP, RejectReasonTest::aboveCap);
    CASES.put(RejectReason.BUNDLE_EMPTY, w -> w.one(bundle(0, 100, List.of())));
    CASES.put(RejectReason.BUNDLE_TOO_LARGE, w -> w.one(bundle(0, 50, legs(33))));
    CASES.put(RejectReason.BUNDLE_EXPIRED, RejectReasonTest::expiredBundle);
    CASES.put(RejectReason.BUNDLE_TOO_EARLY, w -> w.one(bundle(2, 50, legs(1))));
    CASES.put(
        RejectReason.NATIVE_UNKNOWN_OPERATION,
        w -> w.one(nativeTo("0x0000000000000000000000000000000000005e03", Bytes.EMPTY)));
    CASES.put(
        RejectReason.NATIVE_NOT_AUTHORISED,
        w -> w.one(ALICE.call(0, new NativeCall.Mint(Hash.ZERO, ALICE.address, 1))));
    CASES.put(
        RejectReason.NATIVE_BAD_ARGUMENT,
        w -> w.one(nativeTo("0x00000000000000000000000000000000000000bb", Bytes.fromHex("01"))));
    CASES.put(RejectReason.BLOCK_FULL, RejectReasonTest::oneTooMany);
    CASES.put(
        RejectReason.STALE_CURSOR,
        w -> w.apply(new LogEntry.BatchPosted(1, Hash.ZERO, 1, Hash.ZERO)).outcomes().getFirst());
  }

  @Test
  void everyReasonIsTheCoresOrTheIngresssAndEveryOneOfTheCoreHasACase() {
    Set<RejectReason> core = EnumSet.complementOf(EnumSet.copyOf(OF_THE_INGRESS));
    assertThat(CASES.keySet()).isEqualTo(core);
  }

  @Test
  void codesAreUniqueAndDense() {
    assertThat(Arrays.stream(RejectReason.values()).mapToInt(RejectReason::code))
        .containsExactlyElementsOf(
            Stream.iterate(1, i -> i + 1).limit(RejectReason.values().length).toList());
  }

  @TestFactory
  Stream<DynamicTest> isReached() {
    return CASES.entrySet().stream()
        .map(e -> dynamicTest(e.getKey().name(), () -> check(e.getKey(), e.getValue())));
  }

  private static void check(RejectReason reason, Function<World, Outcome> act) {
    World world = world();
    assertThat(act.apply(world))
        .isInstanceOf(Outcome.Rejected.class)
        .extracting(Fixtures::reason)
        .isEqualTo(reason);
    assertThat(Fixtures.sumOfBalances(world.store)).isEqualTo(world.view().totals().balances());
    assertThat(world.view().totals().isConserved()).isTrue();
  }

  private static World world() {
    Genesis base =
        World.genesis(
            NonceMode.WINDOW,
            PayMode.SENDER,
            OWNER.address,
            Map.of(
                ALICE.address, 1_000_000_000L,
                OWNER.address, 1_000_000_000L,
                GOVERNOR.address, 1_000_000_000L));
    List<Genesis.RollupSpec> rollups = new ArrayList<>(base.rollups());
    rollups.add(spec(STRICT, "strict", PayMode.SENDER, NonceMode.STRICT));
    rollups.add(spec(SPONSORED, "sponsored", PayMode.SPONSOR, NonceMode.WINDOW));
    return new World(
        new Genesis(base.committee(), base.governors(), base.fees(), rollups, base.credits()));
  }

  private static Genesis.RollupSpec spec(RollupId id, String name, PayMode pay, NonceMode mode) {
    return new Genesis.RollupSpec(id, name, OWNER.address, pay, mode);
  }

  private static ProposedTransaction raw(byte[] bytes) {
    return new ProposedTransaction(Bytes.wrap(bytes), ALICE.sender());
  }

  private static ProposedTransaction nativeTo(String to, Bytes data) {
    return ALICE.send(World.feeMarket(World.P, 0, Address.fromHex(to), UInt256.ZERO, data));
  }

  private static BlobTransaction blob() {
    return new BlobTransaction(
        World.A.chainId(),
        0,
        UInt256.ONE,
        UInt256.ONE,
        21_000,
        World.SOMEBODY,
        UInt256.ZERO,
        Bytes.EMPTY,
        List.of(),
        UInt256.ONE,
        List.of(),
        TransactionSigner.unsigned());
  }

  private static ProposedTransaction highS() {
    var low =
        (FeeMarketTransaction)
            ALICE.signer.sign(World.feeMarket(100, 0, World.SOMEBODY, UInt256.ONE, Bytes.EMPTY));
    Signature s = low.signature();
    Signature high = new Signature(s.yParity() ^ 1, s.r(), Signature.ORDER.minus(s.s()));
    FeeMarketTransaction mauled =
        new FeeMarketTransaction(
            low.chainNumber(),
            low.nonce(),
            low.maxPriorityFeePerGas(),
            low.maxFeePerGas(),
            low.gasLimit(),
            Optional.of(World.SOMEBODY),
            low.value(),
            low.data(),
            low.accessList(),
            high);
    return raw(mauled.encode());
  }

  private static Outcome onStoppedRollup(World w) {
    w.block(OWNER.call(0, new NativeCall.SetActive(World.A, false)));
    return w.one(ALICE.transfer(World.A, 0, 1));
  }

  private static Outcome belowStrictLane(World w) {
    w.block(ALICE.transfer(STRICT, 0, 1));
    return w.one(ALICE.transfer(STRICT, 0, 2));
  }

  private static Outcome sameTwice(World w) {
    w.block(ALICE.transfer(World.A, 0, 1));
    return w.one(ALICE.transfer(World.A, 0, 1));
  }

  private static Outcome otherAtOnce(World w) {
    w.block(ALICE.transfer(World.A, 0, 1));
    return w.one(ALICE.transfer(World.A, 0, 2));
  }

  private static Outcome fifthAtOneNonce(World w) {
    for (int i = 0; i < Limits.LANE_IDS_PER_NONCE; i++) {
      assertThat(w.one(ALICE.transfer(World.A, 0, i))).isInstanceOf(Outcome.Accepted.class);
      for (int j = 0; j < Limits.LANE_REUSE_AFTER_HEIGHTS; j++) {
        w.block(OWNER.transfer(STRICT, w.view().lane(STRICT, OWNER.address).next(), 1));
      }
    }
    return w.one(ALICE.transfer(World.A, 0, 4));
  }

  private static Outcome overQuota(World w) {
    w.block(OWNER.call(0, new NativeCall.SetQuota(SPONSORED, new Rollup.Quota(100, 1_000))));
    return w.one(ALICE.transfer(SPONSORED, 0, 1));
  }

  private static Outcome aboveCap(World w) {
    w.block(GOVERNOR.call(0, new NativeCall.SetFees(new Genesis.FeeSchedule(5_000, 50))));
    return w.one(ALICE.transfer(World.A, 0, 1));
  }

  private static Outcome expiredBundle(World w) {
    w.block(ALICE.transfer(World.A, 0, 1));
    return w.one(bundle(0, 1, legs(1)));
  }

  private static Outcome oneTooMany(World w) {
    ProposedTransaction[] items = new ProposedTransaction[34];
    for (int i = 0; i < items.length; i++) {
      Bytes data = Bytes.wrap(new byte[128_000]);
      items[i] = ALICE.send(World.feeMarket(100, i, World.SOMEBODY, UInt256.ONE, data));
    }
    return w.block(items).outcomes().getLast();
  }

  private static List<ProposedTransaction> legs(int count) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> ALICE.transfer(World.A, i, 1))
        .toList();
  }

  private static ProposedBundle bundle(long min, long max, List<ProposedTransaction> legs) {
    return new ProposedBundle(
        new Bundle(min, max, legs.stream().map(ProposedTransaction::raw).toList()),
        legs.stream().map(ProposedTransaction::sender).toList());
  }
}
