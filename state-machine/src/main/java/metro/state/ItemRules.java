package metro.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Bytes;
import metro.ethereum.Secp256k1;
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
  private final Map<Long, Registered> registered = new LinkedHashMap<>();

  private record Registered(Optional<Bytes> bytes, Optional<Rollup> rollup) {}

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
      case Admitted a -> run(a, proposed);
    };
  }

  private Verdict run(Admitted item, ProposedSender proposed) {
    Address sender = proposed.address();
    if (!learnKey(proposed, sender)) {
      return new Refused(RejectReason.INVALID_SIGNATURE);
    }
    if (item.chainId() == committee) {
      return runNative(item, sender);
    }
    Optional<Rollup> rollup = rollup(item.chainId());
    if (rollup.isEmpty()) {
      return new Refused(RejectReason.UNKNOWN_CHAIN);
    }
    if (!rollup.get().active()) {
      return new Refused(RejectReason.ROLLUP_NOT_ACTIVE);
    }
    return runOnRollup(item, rollup.get(), sender);
  }

  /** A rollup's registry entry, decoded anew only when its bytes have changed in this block. */
  private Optional<Rollup> rollup(long chainId) {
    if (!RollupId.isValid(chainId)) {
      return Optional.empty();
    }
    RollupId id = new RollupId(chainId);
    Optional<Bytes> bytes = state.overlay().get(Keys.rollup(id));
    Registered known = registered.get(chainId);
    if (known == null || !known.bytes().equals(bytes)) {
      known = new Registered(bytes, state.view().rollup(id));
      registered.put(chainId, known);
    }
    return known.rollup();
  }

  /** Stores a key seen for the first time; false when the state should hold one and does not. */
  private boolean learnKey(ProposedSender proposed, Address sender) {
    Account account = state.view().account(sender);
    return switch (proposed) {
      case ProposedSender.Known _ -> account.publicKey().isPresent();
      case ProposedSender.FirstSeen f -> {
        if (account.publicKey().isEmpty()) {
          state.putAccount(sender, account.withPublicKey(f.publicKey()));
        }
        yield true;
      }
    };
  }

  private Verdict runOnRollup(Admitted item, Rollup rollup, Address sender) {
    Optional<Refused> refused = takeLane(item, rollup.nonceMode(), sender);
    if (refused.isPresent()) {
      return refused.get();
    }
    for (Authorization authorization : laneAuthorizations(item)) {
      bumpAuthority(authorization, rollup);
    }
    return verdict(item, sender, payments.charge(rollup, sender, item.raw().length()));
  }

  private Verdict runNative(Admitted item, Address sender) {
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
  private Verdict runNative(Admitted item, NativeCall call, Address sender) {
    Optional<RejectReason> reason = natives.execute(call, sender);
    if (reason.isPresent()) {
      return new Refused(reason.get());
    }
    int bytes = item.raw().length() + NativeOperations.extraBytes(call);
    return verdict(item, sender, payments.debit(sender, bytes));
  }

  private Optional<Refused> takeLane(Admitted item, NonceMode mode, Address sender) {
    long nonce = item.transaction().nonce();
    long shortId = Lane.shortId(item.id());
    Lane lane = state.view().lane(item.chainId(), sender);
    Optional<RejectReason> reason = lane.refuse(mode, nonce, shortId, height);
    if (reason.isEmpty()) {
      state.putLane(item.chainId(), sender, lane.take(mode, nonce, shortId, height));
    }
    return reason.map(r -> new Refused(r, lane.next()));
  }

  private static Iterable<Authorization> laneAuthorizations(Admitted item) {
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
    Lane lane = state.view().lane(rollup.id(), authority);
    if (lane.next() == nonce) {
      Lane bumped = lane.expecting(rollup.nonceMode(), nonce + 1);
      state.putLane(rollup.id().chainId(), authority, bumped);
    }
  }

  private static Verdict verdict(Admitted item, Address sender, Payments.Result result) {
    return switch (result) {
      case Payments.Unpaid u -> new Refused(u.reason());
      case Payments.Paid p ->
          new Taken(item.chainId(), RawTransaction.of(item), sender, p.payer(), p.charge());
    };
  }
}
