package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.SplittableRandom;
import metro.da.Blob;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;
import org.junit.jupiter.api.Test;

/** Vectors of our own, for machines without the published ones, and the code's definition. */
final class CelestiaGoldenTest {
  private static final Properties GOLDEN = load();

  private static Properties load() {
    Properties values = new Properties();
    try (InputStream in = CelestiaGoldenTest.class.getResourceAsStream("/celestia.properties")) {
      values.load(Objects.requireNonNull(in, "celestia.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private static void assertGolden(String name, Hash actual) {
    assertThat(name + "=" + actual).isEqualTo(name + "=" + GOLDEN.getProperty(name));
  }

  @Test
  void parityOfEveryWidthIsUnchanged() {
    for (int k = 1; k <= 512; k *= 2) {
      byte[] cells = new byte[2 * k * Share.SIZE];
      new SplittableRandom(k).nextBytes(cells);
      new LeopardCodec(k).encode(cells, 0, k * Share.SIZE, Share.SIZE);
      byte[] parity = Arrays.copyOfRange(cells, k * Share.SIZE, cells.length);
      assertGolden("parity." + k, Sha256.hash(parity));
    }
  }

  @Test
  void parityIsThePolynomialThroughTheDataAtOtherPoints() {
    for (int k : new int[] {2, 4, 8, 32}) {
      byte[] cells = new byte[2 * k * Share.SIZE];
      new SplittableRandom(k).nextBytes(cells);
      new LeopardCodec(k).encode(cells, 0, k * Share.SIZE, Share.SIZE);
      LeopardField field = LeopardField.gf8();
      for (int j = 0; j < k; j++) {
        for (int at = 0; at < Share.SIZE; at += 37) {
          assertThat(cells[(k + j) * Share.SIZE + at] & 0xff)
              .isEqualTo(interpolated(field, cells, k, j, at));
        }
      }
    }
  }

  /** Lagrange through labels k to 2k-1, evaluated at label {@code j}; adding is XOR. */
  private static int interpolated(LeopardField field, byte[] cells, int k, int j, int at) {
    int sum = 0;
    for (int i = 0; i < k; i++) {
      int term = cells[i * Share.SIZE + at] & 0xff;
      for (int q = 0; q < k; q++) {
        if (q != i) {
          term = field.multiply(term, field.divide(j ^ (k + q), (k + i) ^ (k + q)));
        }
      }
      sum ^= term;
    }
    return sum;
  }

  @Test
  void commitmentsAndDataRootsAreUnchanged() {
    SplittableRandom random = new SplittableRandom(1);
    SquareBuilder builder = new SquareBuilder(128);
    assertThat(builder.appendTx(bytes(random, 700))).isTrue();
    for (int size : new int[] {1, 478, 479, 40_000, 300_000}) {
      Namespace namespace = Namespace.v0(new byte[] {1, (byte) random.nextInt(1, 5), 7});
      Blob unsigned = Blob.unsigned(namespace, bytes(random, size));
      Blob signed = Blob.signed(namespace, Address.of(new byte[20]), bytes(random, size));
      assertGolden("commitment.unsigned." + size, ShareCommitment.of(unsigned));
      assertGolden("commitment.signed." + size, ShareCommitment.of(signed));
      BlobTx tx = new BlobTx(bytes(random, 300), List.of(unsigned, signed));
      assertThat(BlobTx.decode(tx.encode())).isEqualTo(tx);
      assertThat(builder.appendBlobTx(tx)).isTrue();
    }
    Square square = builder.build();
    assertGolden("square.cells", Sha256.hash(square.cells().arrayForReading()));
    assertGolden("square.root", ExtendedSquare.of(square).header().dataRoot());
  }

  private static Bytes bytes(SplittableRandom random, int size) {
    byte[] out = new byte[size];
    random.nextBytes(out);
    return Bytes.wrap(out);
  }

  @Test
  void columnsAreTheirOwnParityAndTheLastQuarterIsTheSameBothWays() {
    byte[] cells = new byte[4 * Share.SIZE];
    new SplittableRandom(3).nextBytes(cells);
    for (int i = 0; i < 4; i++) {
      Arrays.fill(cells, i * Share.SIZE, i * Share.SIZE + 28, (byte) 0);
    }
    ExtendedSquare square = ExtendedSquare.of(new Square(2, Bytes.wrap(cells)));
    for (int row = 0; row < 4; row++) {
      byte[] line = new byte[4 * Share.SIZE];
      for (int column = 0; column < 2; column++) {
        byte[] cell = square.cell(row, column).toArray();
        System.arraycopy(cell, 0, line, column * Share.SIZE, Share.SIZE);
      }
      new LeopardCodec(2).encode(line, 0, 2 * Share.SIZE, Share.SIZE);
      for (int column = 2; column < 4; column++) {
        assertThat(square.cell(row, column).toArray())
            .isEqualTo(Arrays.copyOfRange(line, column * Share.SIZE, (column + 1) * Share.SIZE));
      }
    }
  }

  /** GHSA-r9fq-g486-v8pg, nmt #324 and #325. */
  @Test
  void proofsOfTheKnownAttacksAreRefused() {
    Nmt nmt = Nmt.celestia();
    List<byte[]> leaves = new ArrayList<>();
    byte[] data = new byte[Share.SIZE];
    for (int i = 1; i <= 8; i++) {
      leaves.add(nmt.leaf(namespace(i).bytes().toArray(), 0, data, 0, Share.SIZE));
    }
    NmtTree tree = new NmtTree(nmt, leaves);
    Bytes root = tree.root();
    Bytes wanted = namespace(6).bytes();
    NmtProof good = tree.proveNamespace(wanted);
    List<byte[]> own = List.of(leaves.get(5));
    assertThat(good.provesNamespace(nmt, root, wanted, own)).isTrue();
    NmtProof ranOut = new NmtProof(5, 6, good.nodes().subList(0, 1), good.leafHash());
    assertThat(ranOut.provesNamespace(nmt, root, wanted, own)).isFalse();
    assertThat(good.provesNamespace(nmt, Bytes.wrap(new byte[3]), wanted, own)).isFalse();
    assertThat(NmtProof.OUTSIDE.provesNamespace(nmt, Bytes.EMPTY, wanted, List.of())).isFalse();
    assertThat(NmtProof.OUTSIDE.provesNamespace(nmt, root, wanted, List.of())).isFalse();
    assertThat(NmtProof.OUTSIDE.provesNamespace(nmt, root, namespace(9).bytes(), List.of()))
        .isTrue();
    for (int i = 0; i < good.nodes().size(); i++) {
      List<Bytes> shorter = new ArrayList<>(good.nodes());
      shorter.remove(i);
      NmtProof cut = new NmtProof(good.start(), good.end(), shorter, good.leafHash());
      assertThat(cut.provesNamespace(nmt, root, wanted, own)).isFalse();
    }
    for (int start = 0; start < 8; start++) {
      NmtProof moved = new NmtProof(start, start + 1, good.nodes(), good.leafHash());
      assertThat(moved.provesNamespace(nmt, root, wanted, own)).isEqualTo(start == 5);
    }
    assertThat(catchThrowable(() -> new NmtProof(0, Integer.MAX_VALUE, List.of(), good.leafHash())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Namespace namespace(int i) {
    return Namespace.v0(new byte[] {1, (byte) i});
  }
}
