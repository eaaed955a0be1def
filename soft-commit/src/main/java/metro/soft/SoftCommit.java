package metro.soft;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Signature;
import metro.state.BlockHeader;

/**
 * One member's signature over one header. Covers every header before it, because headers chain.
 *
 * @param header the signed header
 * @param member the address that says it signed
 * @param signature over {@link CommitMessage#digest()}
 */
public record SoftCommit(BlockHeader header, Address member, Signature signature) {
  /** What was signed. */
  public CommitMessage message() {
    return CommitMessage.of(header);
  }

  /** Whether {@code member} made the signature, with low s. */
  public boolean isAuthentic() {
    return Signatures.signer(message(), signature).equals(Optional.of(member));
  }
}
