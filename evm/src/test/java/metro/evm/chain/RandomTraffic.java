package metro.evm.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import metro.ethereum.AccessListEntry;
import metro.ethereum.AccessListTransaction;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.Evm;
import metro.evm.block.GenesisAccount;

/**
 * Signed transactions of all types from a seed: transfers, creations of contracts with random code,
 * calls to them, delegations of accounts to them.
 */
final class RandomTraffic {
  private static final UInt256 FEE_CAP = UInt256.of(50_000_000_000L);
  private static final UInt256 RICH = UInt256.of(1_000_000_000_000_000_000L).times(10_000);

  private final SplittableRandom random;
  private final long chainId;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<TransactionSigner> signers = new ArrayList<>();
  private final long[] nonces;
  private final List<Address> targets = new ArrayList<>();

  RandomTraffic(long seed, long chainId, int accounts) {
    this.random = new SplittableRandom(seed);
    this.chainId = chainId;
    this.nonces = new long[accounts];
    for (int i = 0; i < accounts; i++) {
      keys.add(Keccak.keccak256(UInt256.of(seed * 1000 + i).toBytes()));
      signers.add(new TransactionSigner(Secp256k1.fastest(), keys.get(i)));
      targets.add(signers.get(i).address());
    }
    for (int i = 1; i <= 0x11; i++) {
      targets.add(Address.of(UInt256.of(i).toBytes(), 12, 20));
    }
    targets.add(Address.of(Keccak.keccak256(new byte[] {42}), 0, 20));
  }

  List<byte[]> keys() {
    return keys;
  }

  Map<Address, GenesisAccount> funded() {
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    signers.forEach(s -> accounts.put(s.address(), GenesisAccount.ofBalance(RICH)));
    return accounts;
  }

  static UInt256 balance() {
    return RICH;
  }

  /**
   * The next transactions. Delegations make nonces hard to foresee, so that some transactions may
   * be unusable; {@code seen} puts the nonces right again.
   */
  List<TransactionInput> next(int count) {
    List<TransactionInput> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = random.nextInt(signers.size());
      Transaction transaction = signers.get(from).sign(transaction(from));
      nonces[from]++;
      out.add(TransactionInput.of(Bytes.wrap(transaction.encode())));
    }
    return out;
  }

  /** The state's nonces after a block. */
  void seen(metro.evm.state.StateReader state) {
    for (int i = 0; i < nonces.length; i++) {
      nonces[i] = state.account(signers.get(i).address()).map(a -> a.nonce()).orElse(0L);
    }
  }

  private Transaction transaction(int from) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> create(from);
      case 2 -> setCode(from);
      case 3 -> legacy(from);
      case 4 -> accessList(from);
      default -> call(from);
    };
  }

  private Transaction create(int from) {
    Bytes code = RandomCode.initCode(random, targets);
    targets.add(Evm.createAddress(signers.get(from).address(), nonces[from]));
    return feeMarket(from, Optional.empty(), UInt256.ZERO, code, 300_000 + random.nextInt(600_000));
  }

  private Transaction call(int from) {
    boolean transfer = random.nextInt(3) == 0;
    Bytes data = transfer ? Bytes.EMPTY : data();
    long gas = transfer ? 21_000 + random.nextInt(30_000) : 40_000 + random.nextInt(400_000);
    return feeMarket(from, Optional.of(target()), value(), data, gas);
  }

  private Transaction feeMarket(
      int from, Optional<Address> to, UInt256 value, Bytes data, long gas) {
    return new FeeMarketTransaction(
        chainId,
        nonces[from],
        UInt256.of(random.nextInt(2_000_000_000)),
        FEE_CAP,
        gas,
        to,
        value,
        data,
        List.of(),
        TransactionSigner.unsigned());
  }

  private Transaction legacy(int from) {
    return new LegacyTransaction(
        OptionalLong.of(chainId),
        nonces[from],
        FEE_CAP,
        100_000,
        Optional.of(target()),
        value(),
        data(),
        TransactionSigner.unsigned());
  }

  private Transaction accessList(int from) {
    List<AccessListEntry> entries = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      entries.add(
          new AccessListEntry(
              target(), List.of(Hash.ZERO, Hash.of(UInt256.of(random.nextInt(4)).toBytes()))));
    }
    return new AccessListTransaction(
        chainId,
        nonces[from],
        FEE_CAP,
        150_000,
        Optional.of(target()),
        value(),
        data(),
        entries,
        TransactionSigner.unsigned());
  }

  private Transaction setCode(int from) {
    List<Authorization> authorizations = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      authorizations.add(authorization(from));
    }
    return new SetCodeTransaction(
        chainId,
        nonces[from],
        UInt256.ONE,
        FEE_CAP,
        400_000,
        target(),
        value(),
        data(),
        List.of(),
        authorizations,
        TransactionSigner.unsigned());
  }

  /** Usable about half of the time: wrong nonces, chains and signatures are among them. */
  private Authorization authorization(int from) {
    int authority = random.nextInt(signers.size());
    long nonce = nonces[authority] + (authority == from ? 1 : 0) + (random.nextInt(4) == 0 ? 1 : 0);
    UInt256 chain = UInt256.of(random.nextInt(3) == 0 ? 0 : chainId + random.nextInt(8) / 7);
    Address target = random.nextInt(5) == 0 ? Address.ZERO : target();
    Authorization unsigned =
        new Authorization(chain, target, nonce, new Signature(0, UInt256.ONE, UInt256.ONE));
    Signature signature =
        random.nextInt(8) == 0
            ? unsigned.signature()
            : Secp256k1.fastest().sign(unsigned.signingHash().bytes(), keys.get(authority));
    if (!signature.equals(unsigned.signature()) && nonce == nonces[authority]) {
      nonces[authority]++;
    }
    return new Authorization(chain, target, nonce, signature);
  }

  private Address target() {
    return targets.get(random.nextInt(targets.size()));
  }

  private UInt256 value() {
    return random.nextInt(3) == 0 ? UInt256.ZERO : UInt256.of(random.nextInt(1_000_000));
  }

  private Bytes data() {
    byte[] data = new byte[random.nextInt(100)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
    }
    return Bytes.wrap(data);
  }
}
