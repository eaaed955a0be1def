package metro.soft;

import metro.ethereum.Address;
import metro.ethereum.Signature;

/**
 * A member's signing key, wherever it lives: in memory ({@link MemberKey}), in a key management
 * service (signs {@link CommitMessage#digest()}) or behind a remote signer (takes the typed data).
 *
 * <p>Nobody but {@link SigningGuard} calls {@link #sign}: a signature made around the guard can
 * become evidence against the member.
 */
public interface MemberSigner {
  /** The address the committee knows this member by. */
  Address address();

  /**
   * Signs with low s.
   *
   * @throws SignerException when the key cannot be used now
   */
  Signature sign(CommitMessage message);
}
