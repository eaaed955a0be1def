package metro.bench.load;

import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionSigner;
import metro.ethereum.UInt256;

/** What transactions look like. */
public enum Mix {
  /** Plain transfers to 5,000 receivers. */
  TRANSFERS {
    @Override
    Transaction next(long chainId, long nonce, SplittableRandom random) {
      UInt256 wei = UInt256.of(random.nextLong(1L << 60));
      return transaction(chainId, nonce, receiver(random), wei, Bytes.EMPTY, 21_000);
    }
  },
  /** {@code transfer(address,uint256)} of one of ten tokens. */
  ERC20 {
    @Override
    Transaction next(long chainId, long nonce, SplittableRandom random) {
      byte[] data = new byte[68];
      data[0] = (byte) 0xa9;
      data[1] = 0x05;
      data[2] = (byte) 0x9c;
      data[3] = (byte) 0xbb;
      receiver(random).copyTo(data, 16);
      UInt256 amount = UInt256.of(random.nextLong(1L << 60));
      System.arraycopy(amount.toBytes(), 0, data, 36, 32);
      Address token = numbered(0x70, random.nextInt(TOKENS));
      return transaction(chainId, nonce, token, UInt256.ZERO, Bytes.wrap(data), 60_000);
    }
  },
  /** Half transfers, three tenths ERC-20, the rest calls with 256 to 2,048 bytes. */
  MIXED {
    @Override
    Transaction next(long chainId, long nonce, SplittableRandom random) {
      int dice = random.nextInt(10);
      if (dice < 5) {
        return TRANSFERS.next(chainId, nonce, random);
      }
      return dice < 8
          ? ERC20.next(chainId, nonce, random)
          : call(chainId, nonce, random, random.nextInt(256, 2049));
    }
  },
  /** Calls with 8 KiB nobody can compress: bytes count here, not signatures. */
  PAYLOAD {
    @Override
    Transaction next(long chainId, long nonce, SplittableRandom random) {
      return call(chainId, nonce, random, 8 << 10);
    }
  };

  private static final int RECEIVERS = 5_000;
  private static final int TOKENS = 10;
  private static final UInt256 TIP_WEI = UInt256.of(1_000_000_000);
  private static final UInt256 MAX_FEE_WEI = UInt256.of(30_000_000_000L);

  /** The next transaction, unsigned. */
  abstract Transaction next(long chainId, long nonce, SplittableRandom random);

  /** How it is called in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Address receiver(SplittableRandom random) {
    return numbered(0xaa, random.nextInt(RECEIVERS));
  }

  private static Address numbered(int kind, int number) {
    byte[] bytes = new byte[Address.SIZE];
    // Real addresses look random to a compressor: these do too.
    new SplittableRandom((long) kind << 32 | number).nextBytes(bytes);
    return Address.of(bytes);
  }

  private static Transaction call(long chainId, long nonce, SplittableRandom random, int size) {
    byte[] data = new byte[size];
    random.nextBytes(data);
    Address contract = numbered(0xcc, random.nextInt(TOKENS));
    return transaction(chainId, nonce, contract, UInt256.ZERO, Bytes.wrap(data), 3_000_000);
  }

  private static Transaction transaction(
      long chainId, long nonce, Address to, UInt256 wei, Bytes data, long gas) {
    return new FeeMarketTransaction(
        chainId,
        nonce,
        TIP_WEI,
        MAX_FEE_WEI,
        gas,
        Optional.of(to),
        wei,
        data,
        java.util.List.of(),
        TransactionSigner.unsigned());
  }
}
