package metro.evm.block;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;

/** What a block asks of the consensus layer (EIP-7685). */
public final class Requests {
  /** Deposits (EIP-6110). */
  public static final int DEPOSIT_TYPE = 0;

  /** Withdrawals (EIP-7002). */
  public static final int WITHDRAWAL_TYPE = 1;

  /** Consolidations (EIP-7251). */
  public static final int CONSOLIDATION_TYPE = 2;

  /** The hash of no requests: SHA-256 of nothing. */
  public static final Hash NONE_HASH = hash(List.of());

  private Requests() {}

  /** A request: its type byte and its data. */
  public static Bytes of(int type, byte[] data) {
    byte[] out = new byte[1 + data.length];
    out[0] = (byte) type;
    System.arraycopy(data, 0, out, 1, data.length);
    return Bytes.wrap(out);
  }

  /**
   * The header's requests hash over requests in the order of their types; empty ones are left out.
   */
  public static Hash hash(List<Bytes> requests) {
    MessageDigest all = sha256();
    for (Bytes request : requests) {
      if (request.length() > 1) {
        all.update(sha256().digest(request.arrayForReading()));
      }
    }
    return Hash.of(all.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
