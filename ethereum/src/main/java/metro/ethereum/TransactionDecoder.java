package metro.ethereum;

import java.util.Optional;

/**
 * Turns bytes from outside into a {@link Transaction}, or says why they are none. Only the
 * canonical form is taken (EIP-2718 envelope, shortest RLP lengths, nothing left over), so bytes
 * and value determine each other and re-encoding gives the same bytes.
 */
public final class TransactionDecoder {
  private TransactionDecoder() {}

  /** What came out. */
  public sealed interface Result {}

  /**
   * A well-formed transaction.
   *
   * @param transaction its fields
   * @param raw the bytes it was read from
   */
  public record Decoded(Transaction transaction, Bytes raw) implements Result {
    /** Keccak-256 of {@code raw}, computed at each call. */
    public Hash hash() {
      return Keccak.hash(raw.arrayForReading());
    }
  }

  /**
   * No transaction.
   *
   * @param reason one English phrase naming the field or rule
   */
  public record Malformed(String reason) implements Result {}

  /** Decodes one transaction. The array must not change afterwards. Never throws. */
  public static Result decode(byte[] raw) {
    try {
      Transaction transaction = read(raw);
      return new Decoded(transaction, Bytes.wrap(raw));
    } catch (RlpException e) {
      return new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Transaction read(byte[] raw) {
    if (raw.length == 0) {
      throw new RlpException("no bytes");
    }
    int first = raw[0] & 0xff;
    RlpReader reader = RlpReader.of(raw, first >= 0xc0 ? 0 : 1);
    Transaction transaction =
        switch (first) {
          case AccessListTransaction.TYPE -> AccessListTransaction.read(reader);
          case FeeMarketTransaction.TYPE -> FeeMarketTransaction.read(reader);
          case BlobTransaction.TYPE -> BlobTransaction.read(reader);
          case SetCodeTransaction.TYPE -> SetCodeTransaction.read(reader);
          default -> {
            if (first < 0xc0) {
              throw new RlpException("unknown transaction type " + first);
            }
            yield LegacyTransaction.read(reader);
          }
        };
    reader.requireEnd();
    return transaction;
  }

  static Optional<Address> readTo(RlpReader in) {
    byte[] bytes = in.bytes();
    return switch (bytes.length) {
      case 0 -> Optional.empty();
      case Address.SIZE -> Optional.of(Address.of(bytes));
      default -> throw new RlpException("to has 0 or 20 bytes, not " + bytes.length);
    };
  }

  static long readChainId(RlpReader in) {
    long id = in.uint64();
    if (id < 0) {
      throw new RlpException("chain id of 2^63 or more");
    }
    return id;
  }

  static Signature readSignature(RlpReader in) {
    long parity = in.uint64();
    if (parity != 0 && parity != 1) {
      throw new RlpException("y parity is 0 or 1");
    }
    return new Signature((int) parity, in.uint256(), in.uint256());
  }
}
