package metro.da.embedded;

import java.nio.ByteBuffer;
import metro.ethereum.Bytes;

/**
 * An account of the layer.
 *
 * @param number given once, part of what is signed
 * @param sequence that its next transaction has
 * @param balanceUtia what it can pay with
 * @param publicKey compressed, empty until its first transaction
 */
record Account(long number, long sequence, long balanceUtia, Bytes publicKey) {
  private static final int FIXED = 24;

  /** One that has not paid for anything yet. */
  static Account opened(long number, long balanceUtia) {
    return new Account(number, 0, balanceUtia, Bytes.EMPTY);
  }

  /** After one transaction. */
  Account paying(long feeUtia, Bytes key) {
    return new Account(number, sequence + 1, balanceUtia - feeUtia, key);
  }

  byte[] encode() {
    return ByteBuffer.allocate(FIXED + publicKey.length())
        .putLong(number)
        .putLong(sequence)
        .putLong(balanceUtia)
        .put(publicKey.arrayForReading())
        .array();
  }

  static Account decode(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    long number = in.getLong();
    long sequence = in.getLong();
    long balance = in.getLong();
    byte[] key = new byte[in.remaining()];
    in.get(key);
    return new Account(number, sequence, balance, Bytes.wrap(key));
  }
}
