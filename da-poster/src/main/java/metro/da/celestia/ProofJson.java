package metro.da.celestia;

import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Merkle;
import metro.state.MerklePath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Proofs and shares in celestia-node's JSON. Decoding throws {@link IllegalArgumentException}
 * naming the field.
 */
public final class ProofJson {
  private static final int MAX_SUBTREE_ROOTS = 64 * 1024;

  private ProofJson() {}

  /** An NMT proof: zero and empty fields are left out, as gogoproto's omitempty does. */
  public static ObjectNode proof(NmtProof proof) {
    ObjectNode out = JsonFields.object();
    if (proof.start() != 0) {
      out.put("start", proof.start());
    }
    if (proof.end() != 0) {
      out.put("end", proof.end());
    }
    if (!proof.nodes().isEmpty()) {
      out.set("nodes", base64List(proof.nodes()));
    }
    proof.leafHash().ifPresent(leaf -> out.put("leaf_hash", JsonFields.base64(leaf)));
    return out.put("is_max_namespace_ignored", true);
  }

  /** Reads {@link #proof(NmtProof)}. */
  public static NmtProof proof(JsonNode json) {
    if (!json.path("is_max_namespace_ignored").asBoolean(false)) {
      throw new IllegalArgumentException("field is_max_namespace_ignored is not true");
    }
    Optional<Bytes> leaf = JsonFields.optionalBase64(json, "leaf_hash");
    return new NmtProof(
        JsonFields.integer(json, "start", 0),
        JsonFields.integer(json, "end", 0),
        JsonFields.list(
            json, "nodes", NmtProof.MAX_NODES, node -> JsonFields.base64(node, (Object) "nodes")),
        leaf.filter(bytes -> !bytes.isEmpty()));
  }

  /** What share.GetNamespaceData answers. */
  public static ArrayNode namespaceData(NamespaceData data) {
    ArrayNode out = JsonFields.array();
    for (NamespaceData.Row row : data.rows()) {
      ObjectNode one = out.addObject();
      one.set("shares", base64List(row.shares().stream().map(Share::bytes).toList()));
      one.set("proof", proof(row.proof()));
    }
    return out;
  }

  /** Reads {@link #namespaceData(NamespaceData)}; null is none. */
  public static NamespaceData namespaceData(JsonNode json) {
    if (json.isNull()) {
      return new NamespaceData(List.of());
    }
    return new NamespaceData(
        JsonFields.list(json, DataAvailabilityHeader.MAX_ROWS, "namespace data", ProofJson::row));
  }

  private static NamespaceData.Row row(JsonNode json) {
    return new NamespaceData.Row(
        JsonFields.list(
            json,
            "shares",
            DataAvailabilityHeader.MAX_ROWS,
            share -> new Share(JsonFields.base64(share, (Object) "shares"))),
        proof(JsonFields.required(json, "proof")));
  }

  /** What blob.GetCommitmentProof answers. */
  public static ObjectNode commitmentProof(CommitmentProof proof) {
    ObjectNode out = JsonFields.object();
    out.set("subtree_roots", base64List(proof.subtreeRoots()));
    ArrayNode proofs = out.putArray("subtree_root_proofs");
    proof.subtreeRootProofs().forEach(one -> proofs.add(proof(one)));
    out.put("namespace_id", JsonFields.base64(proof.namespace().id()));
    out.set("row_proof", rowProof(proof.rowProof()));
    return out.put("namespace_version", proof.namespace().version());
  }

  /** Reads {@link #commitmentProof(CommitmentProof)}. */
  public static CommitmentProof commitmentProof(JsonNode json) {
    return new CommitmentProof(
        JsonFields.list(
            json,
            "subtree_roots",
            MAX_SUBTREE_ROOTS,
            root -> JsonFields.base64(root, (Object) "subtree_roots")),
        JsonFields.list(
            json, "subtree_root_proofs", DataAvailabilityHeader.MAX_ROWS, ProofJson::proof),
        Namespace.of(
            JsonFields.number(json, "namespace_version", 0),
            JsonFields.base64(json, "namespace_id")),
        rowProof(JsonFields.required(json, "row_proof")));
  }

  /** Rows in Amino's JSON: 64-bit numbers as strings. */
  static ObjectNode rowProof(RowProof proof) {
    ObjectNode out = JsonFields.object();
    out.set("row_roots", base64List(proof.rowRoots()));
    ArrayNode paths = out.putArray("proofs");
    for (int i = 0; i < proof.paths().size(); i++) {
      MerklePath path = proof.paths().get(i);
      Hash leaf = Merkle.leaf(proof.rowRoots().get(i).arrayForReading());
      ObjectNode one = paths.addObject();
      one.put("total", Integer.toString(path.size()));
      one.put("index", Integer.toString(path.index()));
      one.put("leaf_hash", JsonFields.base64(Bytes.wrap(leaf.bytes())));
      one.set(
          "aunts",
          base64List(path.siblings().stream().map(hash -> Bytes.wrap(hash.bytes())).toList()));
    }
    return out.put("start_row", proof.startRow()).put("end_row", proof.endRow());
  }

  /** Reads {@link #rowProof(RowProof)} and the older shape: hexadecimal roots, plain numbers. */
  static RowProof rowProof(JsonNode json) {
    List<Bytes> roots =
        JsonFields.list(json, "row_roots", DataAvailabilityHeader.MAX_ROWS, ProofJson::rowRoot);
    List<JsonNode> paths =
        JsonFields.list(json, "proofs", DataAvailabilityHeader.MAX_ROWS, path -> path);
    int start = JsonFields.integer(json, "start_row", 0);
    RowProof proof = new RowProof(start, roots, paths.stream().map(ProofJson::merklePath).toList());
    if (JsonFields.integer(json, "end_row", 0) != proof.endRow()) {
      throw new IllegalArgumentException("field end_row does not fit the number of row roots");
    }
    for (int i = 0; i < roots.size(); i++) {
      Bytes leaf = JsonFields.base64(paths.get(i), "leaf_hash");
      if (!JsonFields.hash(leaf, "leaf_hash").equals(Merkle.leaf(roots.get(i).arrayForReading()))) {
        throw new IllegalArgumentException("field leaf_hash is not that of row root " + i);
      }
    }
    return proof;
  }

  private static Bytes rowRoot(JsonNode json) {
    return json.isString() && json.asString().length() == 2 * Nmt.NODE_SIZE
        ? Bytes.fromHex(json.asString())
        : JsonFields.base64(json, (Object) "row_roots");
  }

  private static MerklePath merklePath(JsonNode json) {
    return new MerklePath(
        JsonFields.integer(json, "index", 0),
        JsonFields.integer(json, "total", 0),
        JsonFields.list(
            json,
            "aunts",
            MerklePath.MAX_SIBLINGS,
            aunt -> JsonFields.hash(JsonFields.base64(aunt, (Object) "aunts"), "aunts")));
  }

  /** What share.GetEDS answers. */
  public static ObjectNode extendedSquare(ExtendedSquare square) {
    ObjectNode out = JsonFields.object();
    ArrayNode cells = out.putArray("data_square");
    for (int row = 0; row < square.width(); row++) {
      for (int column = 0; column < square.width(); column++) {
        cells.add(JsonFields.base64(square.cell(row, column)));
      }
    }
    return out.put("codec", "Leopard");
  }

  /** An array of base64 strings. */
  static ArrayNode base64List(List<Bytes> values) {
    ArrayNode out = JsonFields.array();
    values.forEach(value -> out.add(JsonFields.base64(value)));
    return out;
  }
}
