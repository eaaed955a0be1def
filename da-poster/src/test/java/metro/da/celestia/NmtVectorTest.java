package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metro.da.Vectors;
import metro.ethereum.Bytes;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class NmtVectorTest {

  @Test
  void treesAndTheirProofsAreAsPublished() {
    JsonNode vectors = Vectors.celestia("nmt.json");
    assertThat(new NmtTree(Nmt.celestia(), List.of()).root())
        .isEqualTo(Vectors.hex(vectors.get("empty_tree_root_hex")));
    for (JsonNode v : vectors.get("trees")) {
      int size = v.get("namespace_size").asInt();
      Nmt nmt = new Nmt(size);
      List<byte[]> leaves = leaves(nmt, size, v.get("leaves_hex_namespace_prefixed"));
      assertThat(leaves.stream().map(Bytes::of).toList())
          .isEqualTo(Vectors.list(v.get("leaf_hashes_hex")).stream().map(Vectors::hex).toList());
      NmtTree tree = new NmtTree(nmt, leaves);
      assertThat(tree.root()).isEqualTo(Vectors.hex(v.get("root_hex")));
      for (JsonNode p : v.get("range_proofs")) {
        NmtProof proof = tree.prove(p.get("start").asInt(), p.get("end").asInt());
        assertThat(proof).isEqualTo(proof(p.get("proof_json")));
        assertThat(proof.provesLeaves(nmt, tree.root(), leaves.subList(proof.start(), proof.end())))
            .isTrue();
      }
      for (JsonNode p : v.get("namespace_proofs")) {
        namespaceProof(nmt, size, tree, p);
      }
    }
  }

  private static void namespaceProof(Nmt nmt, int size, NmtTree tree, JsonNode p) {
    Bytes namespace = Vectors.hex(p.get("query_namespace_hex"));
    NmtProof proof = tree.proveNamespace(namespace);
    assertThat(proof).as(p.get("name").asString()).isEqualTo(proof(p.get("proof_json")));
    List<byte[]> proven =
        p.get("proven_leaves_hex").isNull()
            ? List.of()
            : leaves(nmt, size, p.get("proven_leaves_hex"));
    assertThat(proof.provesNamespace(nmt, tree.root(), namespace, proven))
        .isEqualTo(p.get("verify_namespace").asBoolean());
  }

  @Test
  void theProjectsOwnExampleWithNamespacesOfOneByteHolds() {
    for (JsonNode v : Vectors.celestia("nmt.json").get("published")) {
      int size = v.get("namespace_size").asInt();
      Nmt nmt = new Nmt(size);
      NmtTree tree = new NmtTree(nmt, leaves(nmt, size, v.get("leaves_hex")));
      Bytes query = Vectors.hex(v.get("query"));
      assertThat(tree.root()).isEqualTo(Vectors.hex(v.get("root_hex")));
      assertThat(tree.proveNamespace(query)).isEqualTo(proof(v.get("proof_json")));
      assertThat(tree.proveNamespace(query).nodes())
          .isEqualTo(Vectors.list(v.get("node_hex")).stream().map(Vectors::hex).toList());
    }
  }

  @Test
  void subtreeRootsAreProvenAsPublished() {
    JsonNode v = Vectors.celestia("nmt.json").get("subtree_root_inclusion");
    NmtProof proof = proof(v.get("proof_json"));
    List<Bytes> roots =
        Vectors.list(v.get("subtree_roots_hex")).stream().map(Vectors::hex).toList();
    List<SubtreeLayout.LeafRange> ranges =
        SubtreeLayout.leafRanges(proof.start(), proof.end(), v.get("subtree_width").asInt());
    Bytes root = Vectors.hex(v.get("root_hex"));
    assertThat(proof.provesSubtrees(Nmt.celestia(), root, ranges, roots)).isTrue();
    assertThat(proof.provesSubtrees(Nmt.celestia(), root, ranges, roots.reversed())).isFalse();
    NmtTree tree = new NmtTree(Nmt.celestia(), leaves(Nmt.celestia(), 29, v.get("leaves_hex")));
    assertThat(tree.prove(proof.start(), proof.end())).isEqualTo(proof);
  }

  @Test
  void aProofFromTheNodesOwnDocumentationIsRead() {
    JsonNode proofs = Vectors.celestia("proofs.json");
    NmtProof proof = proof(proofs.get("presence_proof").get("proof"));
    assertThat(proof.end()).isGreaterThan(proof.start());
    for (JsonNode row : proofs.get("get_namespace_data_response").get("response")) {
      NmtProof rowProof = proof(row.get("proof"));
      List<Share> shares =
          Vectors.list(row.get("shares")).stream().map(s -> new Share(Vectors.base64(s))).toList();
      Nmt nmt = Nmt.celestia();
      List<byte[]> leaves = new ArrayList<>(shares.stream().map(nmt::shareLeaf).toList());
      Bytes root =
          new NmtFold(nmt, rowProof, unit(rowProof), leaves).root().map(Bytes::of).orElseThrow();
      Bytes namespace = shares.getFirst().namespace().bytes();
      assertThat(rowProof.provesNamespace(nmt, root, namespace, leaves)).isTrue();
    }
  }

  private static List<SubtreeLayout.LeafRange> unit(NmtProof proof) {
    List<SubtreeLayout.LeafRange> ranges = new ArrayList<>();
    for (int i = proof.start(); i < proof.end(); i++) {
      ranges.add(new SubtreeLayout.LeafRange(i, i + 1));
    }
    return ranges;
  }

  private static List<byte[]> leaves(Nmt nmt, int size, JsonNode prefixed) {
    return Vectors.list(prefixed).stream()
        .map(leaf -> {
          byte[] raw = Vectors.hex(leaf).toArray();
          return nmt.leaf(raw, 0, Arrays.copyOfRange(raw, size, raw.length), 0, raw.length - size);
        })
        .toList();
  }

  private static NmtProof proof(JsonNode json) {
    return new NmtProof(
        json.path("start").asInt(0),
        json.path("end").asInt(0),
        Vectors.list(json.path("nodes")).stream().map(Vectors::base64).toList(),
        json.path("leaf_hash").isString()
            ? Optional.of(Vectors.base64(json.get("leaf_hash")))
            : Optional.empty());
  }
}
