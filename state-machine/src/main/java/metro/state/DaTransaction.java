package metro.state;

import metro.ethereum.Bytes;

/**
 * A transaction of the DA layer, signed and never changed again: the layer includes the same bytes
 * at most once, and never above the timeout height.
 *
 * @param bytes as signed, without the blobs it pays for
 * @param sequence the paying account's number for it
 * @param timeoutHeight the last DA height that may include it, at least 1
 */
public record DaTransaction(Bytes bytes, long sequence, long timeoutHeight) {
  public DaTransaction {
    if (bytes.isEmpty() || bytes.length() > Limits.MAX_DA_TRANSACTION_BYTES) {
      throw new IllegalArgumentException(
          "a DA transaction has 1 to "
              + Limits.MAX_DA_TRANSACTION_BYTES
              + " bytes, not "
              + bytes.length());
    }
    if (sequence < 0 || timeoutHeight < 1) {
      throw new IllegalArgumentException(
          "a DA transaction has a sequence and a timeout height, not "
              + sequence
              + " and "
              + timeoutHeight);
    }
  }

  @Override
  public String toString() {
    return "transaction " + sequence + " of " + bytes.length() + " bytes, good to " + timeoutHeight;
  }
}
