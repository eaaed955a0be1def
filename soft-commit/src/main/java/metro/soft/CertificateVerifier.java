package metro.soft;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.soft.Verdict.Invalid;
import metro.soft.Verdict.Reason;
import metro.soft.Verdict.Valid;
import metro.state.BlockHeader;
import metro.state.Committee;
import metro.state.MalformedException;
import metro.state.MerklePath;
import metro.state.RollupHead;

/** Checks certificates against a committee one trusts. Needs nothing else; pure. */
public final class CertificateVerifier {
  private static final Verdict VALID = new Valid();

  private CertificateVerifier() {}

  /** Whether a majority of {@code committee} signed the certificate's header. */
  public static Verdict verify(Committee committee, Certificate certificate) {
    BlockHeader header = certificate.header();
    if (header.committee() != committee.chainId()) {
      return invalid(
          Reason.WRONG_COMMITTEE, "of " + header.committee() + ", not " + committee.chainId());
    }
    if (header.epoch() != committee.epoch()) {
      return invalid(
          Reason.WRONG_EPOCH, "of epoch " + header.epoch() + ", not " + committee.epoch());
    }
    int bitmap = certificate.bitmap();
    int count = Integer.bitCount(bitmap);
    int members = committee.members().size();
    if (bitmap >>> members != 0) {
      return invalid(
          Reason.BITMAP,
          "bitmap 0b" + Integer.toBinaryString(bitmap) + " in a committee of " + members);
    }
    if (count < committee.quorum()) {
      return invalid(
          Reason.BELOW_QUORUM, count + " signatures, a majority is " + committee.quorum());
    }
    return signatures(committee, certificate);
  }

  /** Decodes, then {@link #verify(Committee, Certificate)}. */
  public static Verdict verify(Committee committee, byte[] certificate) {
    try {
      return verify(committee, Certificate.decode(certificate));
    } catch (MalformedException e) {
      return invalid(Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether {@code head} was the rollup's head after the certified header: the certificate is valid
   * and {@code path} leads from the head's leaf to the header's rollups root.
   */
  public static Verdict verify(
      Committee committee, Certificate certificate, RollupHead head, MerklePath path) {
    Verdict verdict = verify(committee, certificate);
    return verdict.isValid() ? verifyPath(certificate.header(), head, path) : verdict;
  }

  /** Only the path part: for a header that is known to be certified. */
  public static Verdict verifyPath(BlockHeader header, RollupHead head, MerklePath path) {
    Optional<Hash> root = path.root(head.leaf());
    return root.equals(Optional.of(header.rollupsRoot()))
        ? VALID
        : invalid(
            Reason.ROLLUP_PATH,
            "the path of rollup "
                + head.rollup()
                + " does not lead to the rollups root at height "
                + header.height());
  }

  private static Verdict signatures(Committee committee, Certificate certificate) {
    CommitMessage message = CommitMessage.of(certificate.header());
    int next = 0;
    for (int i = 0; i < committee.members().size(); i++) {
      if ((certificate.bitmap() >>> i & 1) == 0) {
        continue;
      }
      Committee.Member member = committee.members().get(i);
      Signature signature = certificate.signatures().get(next++);
      if (!signature.isCanonical()) {
        return invalid(Reason.NOT_CANONICAL, "signature of " + member.name());
      }
      Optional<Address> signer = Signatures.signer(message, signature);
      if (!signer.equals(Optional.of(member.address()))) {
        return invalid(Reason.WRONG_SIGNER, "signature said to be of " + member.name());
      }
    }
    return VALID;
  }

  static Verdict invalid(Reason reason, String detail) {
    return new Invalid(reason, detail);
  }
}
