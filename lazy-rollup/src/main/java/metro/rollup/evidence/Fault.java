package metro.rollup.evidence;

import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hex;
import metro.state.RollupHead;

/** Something another party said that cannot be true together with what else is known. */
public sealed interface Fault {
  /** Stable short name, part of the file's name. */
  String kind();

  /** One English sentence for people. */
  String explanation();

  /**
   * A member's blocks, path or header do not fit each other; nobody signed them, so this convinces
   * only who saw it.
   *
   * @param member its endpoint
   * @param explanation what did not fit
   */
  record BrokenStatement(String member, String explanation) implements Fault {
    @Override
    public String kind() {
      return "broken-statement";
    }
  }

  /**
   * A member's blocks lead to another head than a valid certificate names.
   *
   * @param member its endpoint
   * @param computed from its blocks
   * @param certified under the certificate
   * @param certificate encoded, valid
   * @param path encoded Merkle path of the certified head
   */
  record ContradictsCertificate(
      String member, RollupHead computed, RollupHead certified, Bytes certificate, Bytes path)
      implements Fault {
    @Override
    public String kind() {
      return "contradicts-certificate";
    }

    @Override
    public String explanation() {
      return "the blocks of %s lead to head %s at number %d, the certificate names %s"
          .formatted(member, computed.hash(), computed.number(), certified.hash());
    }
  }

  /**
   * The committee certified two heads of one rollup at one number.
   *
   * @param first certified first
   * @param firstCertificate of it, when it is still at hand
   * @param second certified later
   * @param secondCertificate of it
   */
  record TwoCertificates(
      RollupHead first,
      Optional<Bytes> firstCertificate,
      RollupHead second,
      Bytes secondCertificate)
      implements Fault {
    @Override
    public String kind() {
      return "two-certificates";
    }

    @Override
    public String explanation() {
      return "the committee certified %s and %s as head number %d of rollup %s"
          .formatted(first.hash(), second.hash(), first.number(), first.rollup());
    }
  }

  /**
   * The DA layer holds something else than the committee had softly told.
   *
   * @param soft the head followed softly
   * @param softCertificate the certificate over it, when there was one
   * @param proven the head proven on the DA layer
   * @param daHeight where
   * @param daCertificate the batch's own certificate
   */
  record ContradictsDaLayer(
      RollupHead soft,
      Optional<Bytes> softCertificate,
      RollupHead proven,
      long daHeight,
      Bytes daCertificate)
      implements Fault {
    @Override
    public String kind() {
      return "contradicts-da-layer";
    }

    @Override
    public String explanation() {
      return "softly the head was %s at number %d, the DA layer proves %s at number %d (DA height %d)"
          .formatted(soft.hash(), soft.number(), proven.hash(), proven.number(), daHeight);
    }
  }

  /**
   * A member signed two headers of one height.
   *
   * @param proof encoded metro.soft.Evidence
   */
  record DoubleSign(Bytes proof) implements Fault {
    @Override
    public String kind() {
      return "double-sign";
    }

    @Override
    public String explanation() {
      return "a member signed two headers of one height: " + Hex.encode(proof.arrayForReading());
    }
  }
}
