package metro.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.state.Genesis.FeeSchedule;
import metro.state.LogEntry.BlockProposal;
import metro.state.LogEntry.ProposedItem;
import metro.state.LogEntry.ProposedTransaction;

/** A ledger over a map, and people who sign. */
final class World {
  static final long P = 9_000;
  static final RollupId A = new RollupId(100);
  static final RollupId B = new RollupId(200);
  static final FeeSchedule FEES = new FeeSchedule(1_000, 10);
  static final Address SOMEBODY = Address.fromHex("0x00000000000000000000000000000000000000aa");

  final TreeMap<StateKey, Bytes> store = new TreeMap<>();
  final Ledger ledger;
  long timeMs = 1_700_000_000_000L;

  World(Genesis genesis) {
    write(Ledger.genesis(genesis));
    ledger = new Ledger(reader());
  }

  /** A world that goes on from another's store, as after a crash. */
  World(Map<StateKey, Bytes> store, long timeMs) {
    this.store.putAll(store);
    this.timeMs = timeMs;
    ledger = new Ledger(reader());
  }

  StateReader reader() {
    return key -> Optional.ofNullable(store.get(key)).map(StateValue::of);
  }

  private void write(ChangeSet changes) {
    for (ChangeSet.Change change : changes.changes()) {
      change
          .value()
          .ifPresentOrElse(
              v -> store.put(change.key(), v.bytes()), () -> store.remove(change.key()));
    }
  }

  LedgerView view() {
    return ledger.view();
  }

  ApplyResult apply(LogEntry entry) {
    ApplyResult result = ledger.apply(entry);
    write(result.changes());
    return result;
  }

  /** Applies a block of these items one second after the last. */
  ApplyResult block(ProposedItem... items) {
    timeMs += 1_000;
    return apply(new BlockProposal(timeMs, false, List.of(items)));
  }

  /** What the log did with {@code item} in a block of its own. */
  Outcome one(ProposedItem item) {
    return block(item).outcomes().getFirst();
  }

  /** Somebody with a key. */
  static final class Person {
    final byte[] privateKey = new byte[32];
    final Bytes publicKey;
    final Address address;
    final TransactionSigner signer;

    Person(int number) {
      privateKey[31] = (byte) number;
      publicKey = Bytes.wrap(Secp256k1.fastest().publicKey(privateKey));
      signer = new TransactionSigner(Secp256k1.fastest(), privateKey);
      address = signer.address();
    }

    ProposedSender sender() {
      return new ProposedSender.FirstSeen(publicKey);
    }

    ProposedTransaction send(Transaction unsigned) {
      return new ProposedTransaction(Bytes.wrap(signer.sign(unsigned).encode()), sender());
    }

    /** A transfer on a rollup; {@code variant} tells transactions with one nonce apart. */
    ProposedTransaction transfer(RollupId rollup, long nonce, long variant) {
      return send(feeMarket(rollup.chainId(), nonce, SOMEBODY, UInt256.of(variant), Bytes.EMPTY));
    }

    Authorization authorise(long chainId, long nonce) {
      Signature none = TransactionSigner.unsigned();
      Authorization unsigned = new Authorization(UInt256.of(chainId), SOMEBODY, nonce, none);
      Signature signature = Secp256k1.fastest().sign(unsigned.signingHash().bytes(), privateKey);
      return new Authorization(unsigned.chainId(), unsigned.address(), nonce, signature);
    }

    ProposedTransaction call(long nonce, NativeCall call) {
      NativeCodec.Encoded e = NativeCodec.encode(call);
      return send(feeMarket(P, nonce, e.to(), e.value(), e.data()));
    }
  }

  static Transaction feeMarket(long chainId, long nonce, Address to, UInt256 value, Bytes data) {
    return new FeeMarketTransaction(
        chainId,
        nonce,
        UInt256.ONE,
        UInt256.of(1_000_000_000),
        21_000,
        Optional.of(to),
        value,
        data,
        List.of(),
        TransactionSigner.unsigned());
  }

  static Transaction setCode(long chainId, long nonce, List<Authorization> authorizations) {
    return new SetCodeTransaction(
        chainId,
        nonce,
        UInt256.ONE,
        UInt256.of(1_000_000_000),
        100_000,
        SOMEBODY,
        UInt256.ZERO,
        Bytes.EMPTY,
        List.of(),
        authorizations,
        TransactionSigner.unsigned());
  }

  static Transaction legacy(OptionalLong chainId, long nonce) {
    return new LegacyTransaction(
        chainId,
        nonce,
        UInt256.of(1_000_000_000),
        21_000,
        Optional.of(SOMEBODY),
        UInt256.ONE,
        Bytes.EMPTY,
        TransactionSigner.unsigned());
  }

  /** A committee of three, two rollups paid by the sender, credits as given. */
  static Genesis genesis(NonceMode mode, PayMode pay, Address owner, Map<Address, Long> credits) {
    List<Committee.Member> members =
        List.of(member("one", 201), member("two", 202), member("three", 203));
    return new Genesis(
        new Committee(P, 0, members),
        List.of(new Person(99).address),
        FEES,
        List.of(
            new Genesis.RollupSpec(A, "alpha", owner, pay, mode),
            new Genesis.RollupSpec(B, "beta", owner, pay, mode)),
        Genesis.credits(credits));
  }

  private static Committee.Member member(String name, int key) {
    return new Committee.Member(name, new Person(key).address);
  }
}
