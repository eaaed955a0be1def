package metro.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import metro.ethereum.Hash;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import metro.soft.Verdict.Invalid;
import metro.soft.Verdict.Reason;
import metro.state.BlockHeader;
import metro.state.Merkle;
import metro.state.MerklePath;
import metro.state.RollupHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateVerifierTest {
  private final World world = new World(3);
  private final BlockHeader header = world.header(5);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 21})
  void exactlyAMajorityIsEnoughAndOneLessIsNot(int members) {
    World w = new World(members);
    int quorum = members / 2 + 1;
    int[] enough = IntStream.range(members - quorum, members).toArray();
    int[] tooFew = IntStream.range(0, quorum - 1).toArray();
    assertThat(verify(w, w.certificate(w.header(1), enough))).isNull();
    assertThat(verify(w, w.certificate(w.header(1), tooFew))).isEqualTo(Reason.BELOW_QUORUM);
  }

  @Test
  void allSignaturesOfAllMembersAreValidToo() {
    assertThat(verify(world, world.certificate(header, 0, 1, 2))).isNull();
  }

  @Test
  void aForgedSignatureIsRefused() {
    World stranger = new World(3, 0, 50);
    Signature forged = stranger.commit(1, header).signature();
    assertThat(verify(world, withSecond(forged))).isEqualTo(Reason.WRONG_SIGNER);
  }

  @Test
  void oneMembersSignatureCannotCountTwice() {
    assertThat(verify(world, withSecond(world.commit(0, header).signature())))
        .isEqualTo(Reason.WRONG_SIGNER);
  }

  @Test
  void aSignatureOverAnotherHeaderIsRefused() {
    Signature other = world.commit(1, world.header(5, "other state")).signature();
    assertThat(verify(world, withSecond(other))).isEqualTo(Reason.WRONG_SIGNER);
  }

  @Test
  void signaturesInTheWrongOrderAreRefused() {
    Certificate right = world.certificate(header, 0, 1);
    Certificate swapped = new Certificate(header, right.bitmap(), right.signatures().reversed());
    assertThat(verify(world, swapped)).isEqualTo(Reason.WRONG_SIGNER);
  }

  @Test
  void aHighSIsRefusedAlthoughItRecoversToTheMember() {
    Signature low = world.commit(1, header).signature();
    BigInteger order = new BigInteger(1, Signature.ORDER.toBytes());
    BigInteger s = order.subtract(new BigInteger(1, low.s().toBytes()));
    Signature high = new Signature(1 - low.yParity(), low.r(), UInt256.of(s));
    assertThat(verify(world, withSecond(high))).isEqualTo(Reason.NOT_CANONICAL);
    assertThat(new SoftCommit(header, world.keys.get(1).address(), high).isAuthentic()).isFalse();
  }

  @Test
  void aSignatureOfZerosIsRefused() {
    assertThat(verify(world, withSecond(new Signature(0, UInt256.ZERO, UInt256.ZERO))))
        .isEqualTo(Reason.NOT_CANONICAL);
  }

  @Test
  void aBitOfNobodyIsRefused() {
    Certificate right = world.certificate(header, 0, 1);
    assertThat(verify(world, new Certificate(header, 0b1001, right.signatures())))
        .isEqualTo(Reason.BITMAP);
  }

  @Test
  void anotherEpochOrCommitteeIsRefused() {
    Hash next = world.committee.hash();
    BlockHeader epoch = World.header(World.CHAIN_ID, 1, 5, "state", next);
    BlockHeader committee = World.header(World.CHAIN_ID + 1, 0, 5, "state", next);
    assertThat(verify(world, world.certificate(epoch, 0, 1))).isEqualTo(Reason.WRONG_EPOCH);
    assertThat(verify(world, world.certificate(committee, 0, 1))).isEqualTo(Reason.WRONG_COMMITTEE);
  }

  @Test
  void aRollupsHeadIsProvenByCertificateAndPath() {
    Certificate certificate = world.certificate(header, 1, 2);
    List<Hash> leaves = World.HEADS.stream().map(RollupHead::leaf).toList();
    for (int i = 0; i < leaves.size(); i++) {
      MerklePath path = Merkle.path(leaves, i);
      RollupHead head = World.HEADS.get(i);
      RollupHead other =
          new RollupHead(head.rollup(), head.number(), head.txCount() + 1, head.hash());
      assertThat(head(certificate, head, path)).isNull();
      assertThat(head(certificate, other, path)).isEqualTo(Reason.ROLLUP_PATH);
      assertThat(head(certificate, World.HEADS.get((i + 1) % 5), path))
          .isEqualTo(Reason.ROLLUP_PATH);
    }
  }

  @Test
  void aProvenHeadUnderAnInvalidCertificateIsInvalid() {
    List<Hash> leaves = World.HEADS.stream().map(RollupHead::leaf).toList();
    assertThat(head(world.certificate(header, 1), World.HEADS.getFirst(), Merkle.path(leaves, 0)))
        .isEqualTo(Reason.BELOW_QUORUM);
  }

  private Certificate withSecond(Signature second) {
    return new Certificate(header, 0b011, List.of(world.commit(0, header).signature(), second));
  }

  private @org.jspecify.annotations.Nullable Reason head(
      Certificate certificate, RollupHead head, MerklePath path) {
    return reason(CertificateVerifier.verify(world.committee, certificate, head, path));
  }

  private static @org.jspecify.annotations.Nullable Reason verify(World w, Certificate c) {
    Verdict verdict = CertificateVerifier.verify(w.committee, c);
    assertThat(CertificateVerifier.verify(w.committee, c.encode())).isEqualTo(verdict);
    return reason(verdict);
  }

  private static @org.jspecify.annotations.Nullable Reason reason(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Valid() -> null;
      case Invalid(Reason reason, _) -> reason;
    };
  }
}
