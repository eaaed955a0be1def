package metro.da.columns;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metro.ethereum.AccessListTransaction;
import metro.ethereum.BlobTransaction;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Transaction;
import metro.ethereum.TransactionDecoder;
import metro.state.MalformedException;

/** What kind of transaction stands in a place; each is one byte in the column of shapes. */
enum Shape {
  /** Bytes that travel as they are: no canonical transaction of the chain with a low s. */
  OPAQUE(0),
  LEGACY(1),
  ACCESS_LIST(2),
  FEE_MARKET(3),
  SET_CODE(4);

  /** Added for a transaction without a receiver. */
  private static final int CREATION = 8;

  private static final List<Shape> ALL = List.of(values());

  private final int code;

  Shape(int code) {
    this.code = code;
  }

  /** The byte of a transaction of this shape with a receiver. */
  byte code() {
    return (byte) code;
  }

  /** The transaction in {@code raw} if its fields and the chain id give it back, byte by byte. */
  static Optional<Transaction> parse(Bytes raw, long chainId) {
    if (!(TransactionDecoder.decode(raw.arrayForReading())
        instanceof TransactionDecoder.Decoded decoded)) {
      return Optional.empty();
    }
    Transaction transaction = decoded.transaction();
    boolean isOurs =
        transaction.chainId().orElse(-1) == chainId
            && !(transaction instanceof BlobTransaction)
            && SignatureColumn.fits(transaction.signature())
            && Arrays.equals(transaction.encode(), raw.arrayForReading());
    return isOurs ? Optional.of(transaction) : Optional.empty();
  }

  static byte of(Transaction transaction) {
    Shape shape =
        switch (transaction) {
          case LegacyTransaction t -> LEGACY;
          case AccessListTransaction t -> ACCESS_LIST;
          case FeeMarketTransaction t -> FEE_MARKET;
          case SetCodeTransaction t -> SET_CODE;
          case BlobTransaction t -> throw new IllegalArgumentException("blobs cannot travel");
        };
    return (byte) (shape.code + (transaction.to().isEmpty() ? CREATION : 0));
  }

  static Shape read(byte value) {
    int wanted = isCreation(value) ? value - CREATION : value;
    for (Shape shape : ALL) {
      boolean mayCreate = shape != OPAQUE && shape != SET_CODE;
      if (shape.code == wanted && (mayCreate || !isCreation(value))) {
        return shape;
      }
    }
    throw new MalformedException("transaction shape " + value + " is not known");
  }

  static boolean isCreation(byte value) {
    return value >= CREATION;
  }
}
