package metro.evm.state;

import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;

/**
 * The part of an account that is not storage.
 *
 * @param nonce an unsigned 64-bit number
 * @param balance in wei
 * @param codeHash Keccak-256 of the code, {@link #EMPTY_CODE_HASH} for none
 */
public record Account(long nonce, UInt256 balance, Hash codeHash) {
  /** Keccak-256 of no bytes. */
  public static final Hash EMPTY_CODE_HASH = Keccak.hash(new byte[0]);

  /** Nonce 0, balance 0, no code. */
  public static final Account EMPTY = new Account(0, UInt256.ZERO, EMPTY_CODE_HASH);

  /** An account without code. */
  public static Account of(long nonce, UInt256 balance) {
    return new Account(nonce, balance, EMPTY_CODE_HASH);
  }

  /** Whether the account has code. */
  public boolean hasCode() {
    return !codeHash.equals(EMPTY_CODE_HASH);
  }

  /** EIP-161: nonce 0, balance 0 and no code. */
  public boolean isEmpty() {
    return nonce == 0 && balance.isZero() && !hasCode();
  }
}
