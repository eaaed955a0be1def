package metro.evm.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Keccak;
import metro.ethereum.Secp256k1;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;
import metro.evm.block.Genesis;
import metro.evm.block.GenesisAccount;

/** Funded accounts that send each other ether or tokens: sender by sender, receivers at random. */
final class Traffic {
  static final long GAS_LIMIT = 1_000_000_000;
  private static final long CHAIN_ID = 424_242;
  private static final Address TOKEN =
      Address.fromHex("0x70ce0000000000000000000000000000000070ce");
  private static final UInt256 RICH = UInt256.of(1_000_000_000_000_000_000L).times(1_000_000);

  /**
   * transfer(address,uint256) of an ERC-20 by hand: selector, both balances under
   * keccak256(address, 0), a check, the Transfer event, and true. About what solc's does without
   * its checks of the arguments.
   */
  private static final Bytes TOKEN_CODE =
      Bytes.fromHex(
          "0x5f3560e01c63a9059cbb146011575f5ffd5b335f525f60205260405f2080546024358082106084"
              + "57808203835560043573ffffffffffffffffffffffffffffffffffffffff16805f5260405f208054"
              + "83019055815f52337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3"
              + "ef60205fa360015f5260205ff35b5f5ffd");

  private final boolean token;
  private final TransactionSigner[] signers;
  private final Address[] addresses;
  private final long[] nonces;
  private final SplittableRandom random = new SplittableRandom(7);
  private int next;

  Traffic(boolean token, int accounts) {
    this.token = token;
    this.signers = new TransactionSigner[accounts];
    this.addresses = new Address[accounts];
    this.nonces = new long[accounts];
    IntStream.range(0, accounts)
        .parallel()
        .forEach(i -> {
          byte[] key = Keccak.keccak256(UInt256.of(i + 1).toBytes());
          signers[i] = new TransactionSigner(Secp256k1.fastest(), key);
          addresses[i] = signers[i].address();
        });
  }

  Genesis genesis() {
    Map<Address, GenesisAccount> accounts = new LinkedHashMap<>();
    Map<UInt256, UInt256> balances = new LinkedHashMap<>();
    for (Address address : addresses) {
      accounts.put(address, GenesisAccount.ofBalance(RICH));
      byte[] preimage = new byte[64];
      address.copyTo(preimage, 12);
      balances.put(UInt256.fromBytes(Keccak.keccak256(preimage)), RICH);
    }
    if (token) {
      accounts.put(TOKEN, new GenesisAccount(1, UInt256.ZERO, TOKEN_CODE, balances));
    }
    return Genesis.of(CHAIN_ID, accounts).withGasLimit(GAS_LIMIT);
  }

  /** The next signed transactions, each with its sender. */
  List<TransactionInput> next(int count) {
    List<TransactionInput> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = next++ % signers.length;
      Address to = addresses[random.nextInt(addresses.length)];
      FeeMarketTransaction transaction =
          token
              ? transaction(from, TOKEN, UInt256.ZERO, transferData(to), 100_000)
              : transaction(from, to, UInt256.ONE, Bytes.EMPTY, 21_000);
      Bytes raw = Bytes.wrap(signers[from].sign(transaction).encode());
      out.add(new TransactionInput(raw, Optional.of(addresses[from])));
    }
    return out;
  }

  private static Bytes transferData(Address to) {
    byte[] data = new byte[68];
    System.arraycopy(new byte[] {(byte) 0xa9, 0x05, (byte) 0x9c, (byte) 0xbb}, 0, data, 0, 4);
    to.copyTo(data, 16);
    data[67] = 1;
    return Bytes.wrap(data);
  }

  private FeeMarketTransaction transaction(
      int from, Address to, UInt256 value, Bytes data, long gas) {
    return new FeeMarketTransaction(
        CHAIN_ID,
        nonces[from]++,
        UInt256.of(1_000_000_000L),
        UInt256.of(100_000_000_000L),
        gas,
        Optional.of(to),
        value,
        data,
        List.of(),
        TransactionSigner.unsigned());
  }
}
