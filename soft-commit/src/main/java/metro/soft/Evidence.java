package metro.soft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.state.Committee;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.MalformedException;

/** Proof of a member's fault that anybody can check offline from its bytes alone. */
public sealed interface Evidence {
  /** First byte of every encoded evidence. */
  int TAG = 0x45;

  /** The member it speaks against. */
  Address member();

  /** Whether the proof holds. */
  boolean holds();

  /** Tag 0x45, the kind's number, then the kind's fields. */
  byte[] encode();

  /**
   * E1: one member signed two different headers of one height.
   *
   * @param member who
   * @param committee primary chain id
   * @param epoch the epoch of both
   * @param height of both
   * @param firstHash the lower of the two header hashes
   * @param firstSignature over it
   * @param secondHash the higher of the two header hashes
   * @param secondSignature over it
   */
  record DoubleSign(
      Address member,
      long committee,
      long epoch,
      long height,
      Hash firstHash,
      Signature firstSignature,
      Hash secondHash,
      Signature secondSignature)
      implements Evidence {
    private static final int KIND = 1;

    /** Evidence from two commits; empty unless both are authentic and contradict each other. */
    public static Optional<DoubleSign> of(SoftCommit a, SoftCommit b) {
      return a.member().equals(b.member())
          ? of(a.member(), a.message(), a.signature(), b.message(), b.signature())
          : Optional.empty();
    }

    static Optional<DoubleSign> of(
        Address member,
        CommitMessage a,
        Signature signatureA,
        CommitMessage b,
        Signature signatureB) {
      if (a.committee() != b.committee()
          || a.epoch() != b.epoch()
          || a.height() != b.height()
          || a.headerHash().equals(b.headerHash())) {
        return Optional.empty();
      }
      boolean ordered = a.headerHash().compareTo(b.headerHash()) < 0;
      DoubleSign made =
          new DoubleSign(
              member,
              a.committee(),
              a.epoch(),
              a.height(),
              ordered ? a.headerHash() : b.headerHash(),
              ordered ? signatureA : signatureB,
              ordered ? b.headerHash() : a.headerHash(),
              ordered ? signatureB : signatureA);
      return made.holds() ? Optional.of(made) : Optional.empty();
    }

    @Override
    public boolean holds() {
      return firstHash.compareTo(secondHash) < 0
          && signed(firstHash, firstSignature)
          && signed(secondHash, secondSignature);
    }

    private boolean signed(Hash hash, Signature signature) {
      CommitMessage message = new CommitMessage(committee, epoch, height, hash);
      return Signatures.signer(message, signature).equals(Optional.of(member));
    }

    @Override
    public byte[] encode() {
      return new Encoder(256)
          .u8(TAG)
          .u8(KIND)
          .address(member)
          .u64(committee)
          .u64(epoch)
          .u64(height)
          .hash(firstHash)
          .raw(firstSignature.toBytes65())
          .hash(secondHash)
          .raw(secondSignature.toBytes65())
          .toBytes();
    }

    private static DoubleSign decode(Decoder in) {
      return new DoubleSign(
          in.address("evidence member"),
          in.u63("evidence committee"),
          in.u63("evidence epoch"),
          in.u63("evidence height"),
          in.hash("evidence first hash"),
          Certificate.signature(in, "evidence first signature"),
          in.hash("evidence second hash"),
          Certificate.signature(in, "evidence second signature"));
    }
  }

  /**
   * Reads {@link #encode()}; whether the proof holds is another question ({@link #holds()}).
   *
   * @throws MalformedException naming the field
   */
  static Evidence decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "evidence");
    int kind = in.u8("evidence kind");
    if (kind != DoubleSign.KIND) {
      throw new MalformedException("evidence kind " + kind + " is unknown");
    }
    Evidence evidence = DoubleSign.decode(in);
    in.requireEnd("evidence");
    return evidence;
  }

  /**
   * Everybody who signed both of two contradicting certificates; two majorities share at least one
   * member. Empty when they do not contradict each other.
   */
  static List<DoubleSign> between(Committee committee, Certificate a, Certificate b) {
    List<DoubleSign> found = new ArrayList<>();
    CommitMessage messageA = CommitMessage.of(a.header());
    CommitMessage messageB = CommitMessage.of(b.header());
    for (int i = 0; i < committee.members().size(); i++) {
      if ((a.bitmap() & b.bitmap() & 1 << i) != 0) {
        DoubleSign.of(
                committee.members().get(i).address(),
                messageA,
                a.signatureOf(i),
                messageB,
                b.signatureOf(i))
            .ifPresent(found::add);
      }
    }
    return found;
  }
}
