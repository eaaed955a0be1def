package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.da.DaException;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Merkle;
import metro.state.MerklePath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proofs that a blob stands in a square, and what upstream's verifier would let through. */
final class CommitmentProofTest {
  private static final int[] SIZES = {1, 478, 479, 3_000, 20_000, 64 * 482, 64 * 482 + 1, 90_000};

  private SquareProofs proofs = new SquareProofs(Square.EMPTY, header(Square.EMPTY));
  private List<SquareProofs.Placed> placed = List.of();
  private Hash root = Hash.ZERO;

  private static DataAvailabilityHeader header(Square square) {
    return ExtendedSquare.of(square).header();
  }

  @BeforeEach
  void build() throws DaException {
    SquareBuilder builder = new SquareBuilder(64);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < SIZES.length; i++) {
      byte[] data = new byte[SIZES[i]];
      random.nextBytes(data);
      Blob blob = Blob.unsigned(Namespace.v0(new byte[] {9, (byte) i}), Bytes.wrap(data));
      assertThat(builder.appendBlobTx(new BlobTx(Bytes.wrap(new byte[200]), List.of(blob))))
          .isTrue();
    }
    Square square = builder.build();
    proofs = new SquareProofs(square, header(square));
    root = proofs.dah().dataRoot();
    List<SquareProofs.Placed> all = new ArrayList<>();
    for (int i = 0; i < SIZES.length; i++) {
      all.addAll(proofs.blobs(Namespace.v0(new byte[] {9, (byte) i})));
    }
    placed = all;
    assertThat(placed).hasSize(SIZES.length);
  }

  @Test
  void everyBlobIsProvenWhereItStandsAndNothingElseIs() throws Exception {
    for (SquareProofs.Placed one : placed) {
      CommitmentProof proof = proofs.commitmentProof(one);
      proof.verify(ShareCommitment.of(one.blob()), root);
      for (SquareProofs.Placed other : placed) {
        if (!other.equals(one)) {
          assertRefused(proof, ShareCommitment.of(other.blob()));
        }
      }
    }
  }

  @Test
  void aRangeMovedOrResizedIsRefused() {
    for (SquareProofs.Placed one : placed) {
      CommitmentProof proof = proofs.commitmentProof(one);
      for (int i = 0; i < proof.subtreeRootProofs().size(); i++) {
        NmtProof range = proof.subtreeRootProofs().get(i);
        for (int[] move : new int[][] {{1, 1}, {-1, -1}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}}) {
          int start = range.start() + move[0];
          int end = range.end() + move[1];
          if (start >= 0 && end >= start) {
            assertRefused(
                withRange(proof, i, new NmtProof(start, end, range.nodes(), range.leafHash())),
                ShareCommitment.of(one.blob()));
          }
        }
      }
    }
  }

  private static CommitmentProof withRange(CommitmentProof proof, int at, NmtProof range) {
    List<NmtProof> ranges = new ArrayList<>(proof.subtreeRootProofs());
    ranges.set(at, range);
    return new CommitmentProof(proof.subtreeRoots(), ranges, proof.namespace(), proof.rowProof());
  }

  @Test
  void aRowLessOrMoreIsRefused() {
    SquareProofs.Placed large = placed.getLast();
    CommitmentProof proof = proofs.commitmentProof(large);
    int rows = proof.rowProof().rowRoots().size();
    assertThat(rows).isGreaterThan(2);
    CommitmentProof cut =
        new CommitmentProof(
            proof.subtreeRoots(),
            proof.subtreeRootProofs().subList(0, rows - 1),
            proof.namespace(),
            new RowProof(
                proof.rowProof().startRow(),
                proof.rowProof().rowRoots().subList(0, rows - 1),
                proof.rowProof().paths().subList(0, rows - 1)));
    assertRefused(cut, ShareCommitment.of(large.blob()));
  }

  /** Upstream does not compare a path's index and total with the row it is used for. */
  @Test
  void aColumnOrAnotherRowInsteadOfTheRowIsRefused() {
    SquareProofs.Placed small = placed.getFirst();
    CommitmentProof proof = proofs.commitmentProof(small);
    RowProof rows = proof.rowProof();
    int leaves = 2 * proofs.dah().rowRoots().size();
    List<Hash> all = new ArrayList<>();
    proofs.dah().rowRoots().forEach(r -> all.add(Merkle.leaf(r.arrayForReading())));
    proofs.dah().columnRoots().forEach(r -> all.add(Merkle.leaf(r.arrayForReading())));
    int column = leaves / 2;
    RowProof asRow =
        new RowProof(
            column, proofs.dah().columnRoots().subList(0, 1), List.of(Merkle.path(all, column)));
    assertThat(asRow.leadsTo(root)).isFalse();
    MerklePath path = rows.paths().getFirst();
    RowProof elsewhere = new RowProof(rows.startRow() + 1, rows.rowRoots(), List.of(path));
    assertThat(elsewhere.leadsTo(root)).isFalse();
    RowProof larger =
        new RowProof(
            rows.startRow(),
            rows.rowRoots(),
            List.of(new MerklePath(path.index(), 2 * path.size(), path.siblings())));
    assertThat(larger.leadsTo(root)).isFalse();
    assertThat(rows.leadsTo(root)).isTrue();
  }

  /** A commitment over other subtrees than the layout's is not the blob's, though its roots are. */
  @Test
  void otherSubtreesThanTheLayoutsAreRefused() {
    SquareProofs.Placed one =
        placed.stream()
            .filter(p -> p.blob().shareCount() == 2 && p.start() % 2 == 0)
            .findFirst()
            .orElseThrow();
    CommitmentProof proof = proofs.commitmentProof(one);
    Nmt nmt = Nmt.celestia();
    byte[] joined =
        nmt.node(
            proof.subtreeRoots().get(0).arrayForReading(),
            proof.subtreeRoots().get(1).arrayForReading());
    List<Bytes> roots = List.of(Bytes.wrap(joined));
    CommitmentProof merged =
        new CommitmentProof(roots, proof.subtreeRootProofs(), proof.namespace(), proof.rowProof());
    assertRefused(merged, ShareCommitment.ofRoots(roots));
  }

  private void assertRefused(CommitmentProof proof, Hash commitment) {
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> proof.verify(commitment, root))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.UNPROVEN));
  }
}
