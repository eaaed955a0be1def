package metro.evm.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Keccak;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.Secp256k1;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.block.GenesisAccount;

/** Funded accounts that sign, each with its next nonce. */
final class TestAccounts {
  static final long CHAIN_ID = 424_242;
  static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);
  private static final UInt256 FEE_CAP = UInt256.of(100_000_000_000L);
  private static final UInt256 TIP = UInt256.of(1_000_000_000L);

  private final List<TransactionSigner> signers = new ArrayList<>();
  private final List<Address> addresses = new ArrayList<>();
  private final long[] nonces;

  TestAccounts(int count) {
    for (int i = 0; i < count; i++) {
      byte[] key = Keccak.keccak256(new byte[] {(byte) i, (byte) (i >> 8), 7});
      TransactionSigner signer = new TransactionSigner(Secp256k1.fastest(), key);
      signers.add(signer);
      addresses.add(signer.address());
    }
    nonces = new long[count];
  }

  Map<Address, GenesisAccount> funded() {
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    addresses.forEach(a -> accounts.put(a, GenesisAccount.ofBalance(ETHER.times(1_000_000))));
    return accounts;
  }

  Address address(int index) {
    return addresses.get(index);
  }

  long nonce(int index) {
    return nonces[index];
  }

  TransactionInput transfer(int from, Address to, UInt256 value) {
    return call(from, to, value, Bytes.EMPTY, 21_000);
  }

  TransactionInput call(int from, Address to, UInt256 value, Bytes data, long gas) {
    return signed(from, feeMarket(CHAIN_ID, nonces[from]++, Optional.of(to), value, data, gas));
  }

  TransactionInput create(int from, Bytes initCode, long gas) {
    return signed(
        from, feeMarket(CHAIN_ID, nonces[from]++, Optional.empty(), UInt256.ZERO, initCode, gas));
  }

  TransactionInput transferWith(int from, long chainId, long nonce, Address to) {
    return signed(
        from, feeMarket(chainId, nonce, Optional.of(to), UInt256.ONE, Bytes.EMPTY, 21_000));
  }

  TransactionInput unprotected(int from, Address to) {
    return signed(
        from,
        new LegacyTransaction(
            java.util.OptionalLong.empty(),
            nonces[from],
            FEE_CAP,
            21_000,
            Optional.of(to),
            UInt256.ONE,
            Bytes.EMPTY,
            TransactionSigner.unsigned()));
  }

  TransactionInput signed(int from, Transaction transaction) {
    return TransactionInput.of(Bytes.wrap(signers.get(from).sign(transaction).encode()));
  }

  static FeeMarketTransaction feeMarket(
      long chainId, long nonce, Optional<Address> to, UInt256 value, Bytes data, long gas) {
    return new FeeMarketTransaction(
        chainId,
        nonce,
        TIP,
        FEE_CAP,
        gas,
        to,
        value,
        data,
        List.of(),
        TransactionSigner.unsigned());
  }
}
