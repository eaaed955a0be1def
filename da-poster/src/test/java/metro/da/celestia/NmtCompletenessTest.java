package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import metro.ethereum.Bytes;
import org.junit.jupiter.api.Test;

/** Every honest proof about small trees, and every other range of them offered for it. */
final class NmtCompletenessTest {
  private static final int TREES = 60;
  private static final int MAX_LEAVES = 12;
  private static final int NAMESPACES = 8;

  private final Nmt nmt = Nmt.celestia();

  @Test
  void onlyAllSharesOfANamespaceProveIt() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < TREES; i++) {
      List<Integer> namespaces = sorted(random);
      List<byte[]> leaves = leaves(namespaces, random);
      NmtTree tree = new NmtTree(nmt, leaves);
      for (int wanted = 0; wanted <= NAMESPACES + 1; wanted++) {
        check(namespaces, leaves, tree, wanted);
      }
    }
  }

  private void check(List<Integer> namespaces, List<byte[]> leaves, NmtTree tree, int wanted) {
    Bytes namespace = namespace(wanted);
    Bytes root = tree.root();
    int first = namespaces.indexOf(wanted);
    int end = namespaces.lastIndexOf(wanted) + 1;
    for (int a = 0; a < leaves.size(); a++) {
      for (int b = a + 1; b <= leaves.size(); b++) {
        assertThat(tree.prove(a, b).provesNamespace(nmt, root, namespace, leaves.subList(a, b)))
            .as("leaves %d to %d of %s for %d", a, b, namespaces, wanted)
            .isEqualTo(first >= 0 && a == first && b == end);
      }
    }
    long below = namespaces.stream().filter(n -> n < wanted).count();
    boolean inside = below > 0 && below < namespaces.size() && first < 0;
    for (int leaf = 0; leaf < leaves.size(); leaf++) {
      NmtProof range = tree.prove(leaf, leaf + 1);
      NmtProof absence =
          new NmtProof(leaf, leaf + 1, range.nodes(), Optional.of(Bytes.of(leaves.get(leaf))));
      boolean next = first < 0 && leaf == below;
      assertThat(absence.provesNamespace(nmt, root, namespace, List.of()))
          .as("leaf %d of %s as the next after %d", leaf, namespaces, wanted)
          .isEqualTo(next);
    }
    boolean outside = !inside && first < 0;
    assertThat(NmtProof.OUTSIDE.provesNamespace(nmt, root, namespace, List.of()))
        .isEqualTo(outside);
    List<byte[]> own = first < 0 ? List.of() : leaves.subList(first, end);
    assertThat(tree.proveNamespace(namespace).provesNamespace(nmt, root, namespace, own)).isTrue();
  }

  private static List<Integer> sorted(SplittableRandom random) {
    List<Integer> out = new ArrayList<>();
    for (int n = random.nextInt(1, MAX_LEAVES + 1); n > 0; n--) {
      out.add(random.nextInt(1, NAMESPACES + 1));
    }
    return out.stream().sorted().toList();
  }

  private List<byte[]> leaves(List<Integer> namespaces, SplittableRandom random) {
    List<byte[]> out = new ArrayList<>();
    for (int n : namespaces) {
      byte[] data = new byte[Share.SIZE];
      random.nextBytes(data);
      out.add(nmt.cellLeaf(namespace(n).arrayForReading(), data, 0));
    }
    return out;
  }

  private static Bytes namespace(int i) {
    return Namespace.v0(new byte[] {1, (byte) i}).bytes();
  }
}
