package metro.state;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.state.Admission.Admitted;

/**
 * The rules for one transaction: route, sender, lane, payer. {@link Ledger} and {@link Speculation}
 * both run these and no others.
 */
final class ItemRules {
  private final LedgerState state;
  private final Payments payments;
  private final NativeOperations natives;
  private final Secp256k1 secp256k1;
  private final long committee;
  private final long height;

  /** What came out. */
  sealed interface Verdict {}

  /** Taken: the state holds its effects. */
  record Taken(long rollup, RawTransaction transaction, Address sender, Address payer, long charge)
      implements Verdict {}

  /** Refused: the state may hold part of its effects, which the caller takes back. */
  record Refused(RejectReason reason, long expectedNonce) implements Verdict {
    Refused(RejectReason reason) {
      this(reason, 0);
    }
  }

  ItemRules(LedgerState state, Secp256k1 secp256k1, long height, long timeMs) {
    this.state = state;
    this.secp256k1 = secp256k1;
    this.height = height;
    this.committee = state.view().committee().chainId();
    this.payments = new Payments(state, state.view().fees(), timeMs);
    this.natives = new NativeOperations(state, payments, committee);
  }

  /** Chain id of native operations. */
  long committee() {
    return committee;
  }

  /** Runs one transaction. */
  Verdict run(RawTransaction transaction, ProposedSender proposed) {
    return switch (transaction.admission()) {
      case Admission.Refused r -> new Refused(r.reason());
      case Admitted a -> run(new Item(transaction, a), proposed);
    };
  }

  /** A transaction with what was found in it. */
  private record Item(RawTransaction raw, Admitted admitted) {
    Transaction transaction() {
      return admitted.transaction();
    }

    long chainId() {
      return admitted.chainId();
    }

    int length() {
      return raw.bytes().length();
    }
  }

  private Verdict run(Item item, ProposedSender proposed) {
    Address sender = proposed.address();
    if (!learnKey(proposed, sender)) {
      return new Refused(RejectReason.INVALID_SIGNATURE);
    }
    if (item.chainId() == committee) {
      return runNative(item, sender);
    }
    Optional<Rollup> rollup =
        RollupId.isValid(item.chainId())
            ? state.view().rollup(new RollupId(item.chainId()))
            : Optional.empty();
    if (rollup.isEmpty()) {
      return new Refused(RejectReason.UNKNOWN_CHAIN);
    }
    if (!rollup.get().active()) {
      return new Refused(RejectReason.ROLLUP_NOT_ACTIVE);
    }
    return runOnRollup(item, rollup.get(), sender);
  }

  /** Stores a key seen for the first time; false when the state should hold one and does not. */
  private boolean learnKey(ProposedSender proposed, Address sender) {
    StateKey key = state.accountKey(sender);
    Account account = state.view().account(key);
    return switch (proposed) {
      case ProposedSender.Known _ -> account.publicKey().isPresent();
      case ProposedSender.FirstSeen f -> {
        if (account.publicKey().isEmpty()) {
          state.putAccount(key, account.withPublicKey(f.publicKey()));
        }
        yield true;
      }
    };
  }

  private Verdict runOnRollup(Item item, Rollup rollup, Address sender) {
    Optional<Refused> refused = takeLane(item, rollup.nonceMode(), sender);
    if (refused.isPresent()) {
      return refused.get();
    }
    for (Authorization authorization : laneAuthorizations(item)) {
      bumpAuthority(authorization, rollup);
    }
    return verdict(item, sender, payments.charge(rollup, sender, item.length()));
  }

  private Verdict runNative(Item item, Address sender) {
    if (!item.transaction().authorizations().isEmpty()) {
      return new Refused(RejectReason.TYPE_NOT_SUPPORTED);
    }
    Optional<Refused> refused = takeLane(item, NonceMode.STRICT, sender);
    if (refused.isPresent()) {
      return refused.get();
    }
    return switch (NativeCodec.decode(item.transaction())) {
      case NativeCodec.Unreadable u -> new Refused(u.reason());
      case NativeCodec.Call c -> runNative(item, c.call(), sender);
    };
  }

  /** The charge comes last, so that a new cap or new credits already count for it. */
  private Verdict runNative(Item item, NativeCall call, Address sender) {
    Optional<RejectReason> reason = natives.execute(call, sender);
    if (reason.isPresent()) {
      return new Refused(reason.get());
    }
    int bytes = item.length() + NativeOperations.extraBytes(call);
    return verdict(item, sender, payments.debit(sender, bytes));
  }

  private Optional<Refused> takeLane(Item item, NonceMode mode, Address sender) {
    long nonce = item.transaction().nonce();
    long shortId = Lane.shortId(item.admitted().id());
    StateKey key = Keys.lane(item.chainId(), sender);
    Lane lane = state.view().lane(key);
    Optional<RejectReason> reason = lane.refuse(mode, nonce, shortId, height);
    if (reason.isEmpty()) {
      state.putLane(key, lane.take(mode, nonce, shortId, height));
    }
    return reason.map(r -> new Refused(r, lane.next()));
  }

  private static Iterable<Authorization> laneAuthorizations(Item item) {
    var all = item.transaction().authorizations();
    return all.subList(0, Math.min(all.size(), Limits.MAX_LANE_AUTHORIZATIONS));
  }

  /** A rollup raises the authority's nonce when it takes the authorisation (EIP-7702). */
  private void bumpAuthority(Authorization authorization, Rollup rollup) {
    boolean forRollup =
        authorization.chainId().isZero()
            || (authorization.chainId().fitsLong()
                && authorization.chainId().w0() == rollup.id().chainId());
    if (!forRollup || authorization.nonce() < 0 || !authorization.signature().isCanonical()) {
      return;
    }
    secp256k1
        .recover(authorization.signingHash().bytes(), authorization.signature())
        .map(Address::ofPublicKey)
        .ifPresent(authority -> bump(authority, authorization.nonce(), rollup));
  }

  private void bump(Address authority, long nonce, Rollup rollup) {
    StateKey key = Keys.lane(rollup.id().chainId(), authority);
    Lane lane = state.view().lane(key);
    if (lane.next() == nonce) {
      Lane bumped = lane.expecting(rollup.nonceMode(), nonce + 1);
      state.putLane(key, bumped);
    }
  }

  private static Verdict verdict(Item item, Address sender, Payments.Result result) {
    return switch (result) {
      case Payments.Unpaid u -> new Refused(u.reason());
      case Payments.Paid p -> new Taken(item.chainId(), item.raw(), sender, p.payer(), p.charge());
    };
  }
}
