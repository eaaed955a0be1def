package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import metro.da.DaException;
import metro.da.DaHeader;
import metro.da.Vectors;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ProofVectorTest {

  @Test
  void commitmentProofsOfARealBlockHoldAndAreWrittenTheSame() throws Exception {
    JsonNode proofs = Vectors.celestia("proofs.json").get("commitment_proofs_derived");
    for (JsonNode v : proofs.get("proofs")) {
      JsonNode json = v.get("commitment_proof");
      CommitmentProof proof = ProofJson.commitmentProof(json);
      Hash commitment = Hash.of(Vectors.base64(v.get("commitment_base64")).toArray());
      Hash root = Hash.fromHex(v.get("data_root_hex").asString());
      if (v.get("valid").asBoolean()) {
        proof.verify(commitment, root);
        assertThat((JsonNode) ProofJson.commitmentProof(proof)).isEqualTo(json);
      } else {
        assertThatExceptionOfType(DaException.class)
            .isThrownBy(() -> proof.verify(commitment, root));
      }
    }
  }

  @Test
  void aTamperedCommitmentProofIsRefused() {
    JsonNode v =
        Vectors.celestia("proofs.json").get("commitment_proofs_derived").get("proofs").get(0);
    Hash commitment = Hash.of(Vectors.base64(v.get("commitment_base64")).toArray());
    Hash root = Hash.fromHex(v.get("data_root_hex").asString());
    CommitmentProof good = ProofJson.commitmentProof(v.get("commitment_proof"));
    List<Bytes> swapped = new ArrayList<>(good.subtreeRoots());
    swapped.set(0, good.subtreeRoots().get(1));
    List<CommitmentProof> bad =
        List.of(
            new CommitmentProof(
                swapped, good.subtreeRootProofs(), good.namespace(), good.rowProof()),
            new CommitmentProof(
                good.subtreeRoots(),
                good.subtreeRootProofs(),
                Namespace.v0(new byte[] {9, 9}),
                good.rowProof()),
            new CommitmentProof(
                good.subtreeRoots(),
                good.subtreeRootProofs(),
                good.namespace(),
                new RowProof(1, good.rowProof().rowRoots(), good.rowProof().paths())),
            new CommitmentProof(
                good.subtreeRoots(),
                good.subtreeRootProofs().reversed(),
                good.namespace(),
                good.rowProof()));
    for (CommitmentProof proof : bad) {
      assertThatExceptionOfType(DaException.class)
          .isThrownBy(() -> proof.verify(commitment, root))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.UNPROVEN));
    }
    assertThatExceptionOfType(DaException.class).isThrownBy(() -> good.verify(Hash.ZERO, root));
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> good.verify(commitment, Hash.ZERO));
  }

  @Test
  void namespaceDataOfARealBlockIsCompleteAndNothingCanBeLeftOut() throws Exception {
    JsonNode v = Vectors.celestia("proofs.json").get("namespace_data_derived");
    DataAvailabilityHeader dah = dah(v.get("dah"));
    assertThat(dah.dataRoot()).isEqualTo(Hash.fromHex(v.get("data_root_hex").asString()));
    List<JsonNode> all = new ArrayList<>(Vectors.list(v.get("present")));
    all.addAll(Vectors.list(v.get("absent")));
    for (JsonNode n : all) {
      Namespace namespace = new Namespace(Vectors.hex(n.get("namespace_hex")));
      NamespaceData data = ProofJson.namespaceData(n.get("rows"));
      NamespaceVerifier.requireComplete(dah, namespace, data);
      assertThat(dah.rowsWith(namespace))
          .isEqualTo(Vectors.list(n.get("rows")).stream().map(r -> r.get("row").asInt()).toList());
      List<Share> shares = data.rows().stream().flatMap(r -> r.shares().stream()).toList();
      BlobParser.parse(namespace, shares);
      refusedWhenTampered(dah, namespace, data);
    }
  }

  private static void refusedWhenTampered(
      DataAvailabilityHeader dah, Namespace namespace, NamespaceData data) {
    for (int i = 0; i < data.rows().size(); i++) {
      List<NamespaceData.Row> without = new ArrayList<>(data.rows());
      NamespaceData.Row row = without.remove(i);
      assertUnproven(dah, namespace, new NamespaceData(without));
      if (!row.shares().isEmpty()) {
        List<Share> fewer = row.shares().subList(1, row.shares().size());
        NmtProof proof = row.proof();
        for (NmtProof cut :
            List.of(
                proof,
                new NmtProof(proof.start() + 1, proof.end(), proof.nodes(), proof.leafHash()))) {
          List<NamespaceData.Row> shorter = new ArrayList<>(data.rows());
          shorter.set(i, new NamespaceData.Row(fewer, cut));
          assertUnproven(dah, namespace, new NamespaceData(shorter));
        }
      }
    }
  }

  private static void assertUnproven(
      DataAvailabilityHeader dah, Namespace namespace, NamespaceData data) {
    assertThatExceptionOfType(DaException.class)
        .isThrownBy(() -> NamespaceVerifier.requireComplete(dah, namespace, data))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(DaException.Kind.UNPROVEN));
  }

  @Test
  void rowProofsOfTheOlderShapeAreRead() {
    JsonNode proofs = Vectors.celestia("proofs.json");
    JsonNode v = proofs.get("row_proof");
    Hash root = dah(v.get("dah")).dataRoot();
    assertThat(ProofJson.rowProof(v.get("proof")).leadsTo(root))
        .isEqualTo(v.get("valid").asBoolean());
    JsonNode s = proofs.get("share_proof");
    assertThat(
            ProofJson.rowProof(s.get("proof").get("row_proof"))
                .leadsTo(dah(s.get("dah")).dataRoot()))
        .isEqualTo(s.get("valid").asBoolean());
    shareProof(s);
  }

  /** Shares against row roots, as the consensus node proves them. */
  private static void shareProof(JsonNode s) {
    JsonNode proof = s.get("proof");
    RowProof rows = ProofJson.rowProof(proof.get("row_proof"));
    List<Share> shares =
        Vectors.list(proof.get("data")).stream().map(d -> new Share(Vectors.base64(d))).toList();
    Nmt nmt = Nmt.celestia();
    int used = 0;
    for (int i = 0; i < proof.get("share_proofs").size(); i++) {
      JsonNode json = proof.get("share_proofs").get(i).deepCopy();
      ((ObjectNode) json).put("is_max_namespace_ignored", true);
      NmtProof range = ProofJson.proof(json);
      int count = range.end() - range.start();
      List<byte[]> leaves =
          shares.subList(used, used + count).stream().map(nmt::shareLeaf).toList();
      assertThat(range.provesLeaves(nmt, rows.rowRoots().get(i), leaves)).isTrue();
      used += count;
    }
    assertThat(used).isEqualTo(shares.size());
  }

  @Test
  void realHeadersAreReadAndHashToWhatTheirCommitNames() {
    for (JsonNode v : Vectors.celestia("dah.json").get("headers")) {
      JsonNode json = v.get("extended_header");
      DaHeader header = HeaderJson.extended(json);
      assertThat(header.height().value()).isEqualTo(json.get("header").get("height").asLong());
      assertThat(header.hash())
          .isEqualTo(Hash.fromHex(json.get("commit").get("block_id").get("hash").asString()));
      CometHeader raw = HeaderJson.raw(json.get("header"));
      assertThat((JsonNode) HeaderJson.raw(raw, true)).isEqualTo(json.get("header"));
    }
  }

  private static DataAvailabilityHeader dah(JsonNode json) {
    return new DataAvailabilityHeader(
        Vectors.list(json.get("row_roots")).stream().map(Vectors::base64).toList(),
        Vectors.list(json.get("column_roots")).stream().map(Vectors::base64).toList());
  }
}
