package metro.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import metro.ethereum.Hash;
import org.junit.jupiter.api.Test;

final class MerkleTest {
  /** The published test tree of certificate transparency (RFC 6962 reference implementation). */
  @Test
  void rootsAreThoseOfRfc6962() {
    String[] leaves = {
      "",
      "00",
      "10",
      "2021",
      "3031",
      "40414243",
      "5051525354555657",
      "606162636465666768696a6b6c6d6e6f"
    };
    String[] roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    };
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < leaves.length; i++) {
      hashes.add(Merkle.leaf(metro.ethereum.Hex.decode(leaves[i])));
      assertThat(Merkle.root(hashes)).isEqualTo(Hash.fromHex(roots[i]));
    }
    assertThat(Merkle.root(List.of()))
        .isEqualTo(
            Hash.fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  }

  @Test
  void everyPathLeadsToTheRootAndNoOtherLeafDoes() {
    List<Hash> leaves = new ArrayList<>();
    for (int size = 1; size <= 40; size++) {
      leaves.add(Merkle.leaf(new byte[] {(byte) size}));
      for (int i = 0; i < size; i++) {
        MerklePath path = Merkle.path(leaves, i);
        assertThat(path.root(leaves.get(i))).contains(Merkle.root(leaves));
        assertThat(path.root(Merkle.leaf(new byte[] {0}))).isNotEqualTo(path.root(leaves.get(i)));
        Encoder out = new Encoder();
        path.encode(out);
        assertThat(MerklePath.decode(new Decoder(out.toBytes()))).isEqualTo(path);
      }
    }
  }

  @Test
  void aChangedTreeIsTheTreeBuiltAtOnceAndTheOneBeforeStays() {
    SplittableRandom random = new SplittableRandom(7);
    List<RollupHead> heads = new ArrayList<>();
    HeadsTree tree = HeadsTree.of(heads);
    assertThat(tree.root()).isEqualTo(Merkle.root(List.of()));
    for (int step = 0; step < 400; step++) {
      HeadsTree before = tree;
      Hash rootBefore = tree.root();
      if (heads.isEmpty() || random.nextInt(4) == 0) {
        heads.add(head(heads.size() + 1, 0));
        tree = tree.append(heads.getLast());
      }
      List<HeadsTree.Change> changes = new ArrayList<>();
      for (int index = 0; index < heads.size(); index++) {
        if (random.nextInt(heads.size()) < 3) {
          heads.set(index, head(index + 1, random.nextInt(1000)));
          changes.add(new HeadsTree.Change(index, heads.get(index)));
        }
      }
      tree = tree.with(changes);
      assertThat(before.root()).isEqualTo(rootBefore);
      assertThat(tree.root()).isEqualTo(HeadsTree.of(heads).root());
      List<Hash> leaves = heads.stream().map(RollupHead::leaf).toList();
      assertThat(tree.root()).isEqualTo(Merkle.root(leaves));
      int at = random.nextInt(heads.size());
      assertThat(tree.path(at)).contains(new HeadPath(heads.get(at), Merkle.path(leaves, at)));
      assertThat(tree.path(heads.size())).isEmpty();
    }
  }

  private static RollupHead head(long rollup, long number) {
    return new RollupHead(new RollupId(rollup), number, number, Hash.ZERO);
  }
}
