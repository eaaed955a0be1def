package metro.da.celestia;

import java.util.Optional;
import metro.da.Blob;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Blobs in celestia-node's JSON. Decoding throws {@link IllegalArgumentException}. */
public final class BlobJson {
  /** The index of a blob that is not known to stand in a square. */
  public static final int NO_INDEX = -1;

  private BlobJson() {}

  /** A blob as the methods of {@code blob} exchange it; the index counts in the extended square. */
  public static ObjectNode blob(Blob blob, long index) {
    ObjectNode out = JsonFields.object();
    out.put("namespace", JsonFields.base64(blob.namespace().bytes()));
    out.put("data", JsonFields.base64(blob.data()));
    out.put("share_version", blob.shareVersion());
    out.put("commitment", JsonFields.base64(Bytes.wrap(ShareCommitment.of(blob).bytes())));
    blob.signer().ifPresent(s -> out.put("signer", JsonFields.base64(Bytes.wrap(s.bytes()))));
    return out.put("index", index);
  }

  /** Reads {@link #blob(Blob, long)}; a commitment that is there must be the blob's. */
  public static Blob blob(JsonNode json) {
    Blob blob =
        new Blob(
            new Namespace(JsonFields.base64(json, "namespace")),
            JsonFields.integer(json, "share_version", 0),
            signer(json),
            JsonFields.base64(json, "data"));
    Optional<Bytes> commitment =
        JsonFields.optionalBase64(json, "commitment").filter(bytes -> !bytes.isEmpty());
    if (commitment.isPresent()
        && !commitment.orElseThrow().equals(Bytes.wrap(ShareCommitment.of(blob).bytes()))) {
      throw new IllegalArgumentException("field commitment is not that of the data");
    }
    return blob;
  }

  /** A blob as state.SubmitPayForBlob takes it: the names of the protobuf message. */
  public static ObjectNode protoBlob(Blob blob) {
    ObjectNode out = JsonFields.object();
    out.put("namespace_id", JsonFields.base64(blob.namespace().id()));
    out.put("data", JsonFields.base64(blob.data()));
    out.put("share_version", blob.shareVersion());
    out.put("namespace_version", blob.namespace().version());
    blob.signer().ifPresent(s -> out.put("signer", JsonFields.base64(Bytes.wrap(s.bytes()))));
    return out;
  }

  /** Reads {@link #protoBlob(Blob)}; zero fields may be absent. */
  public static Blob fromProtoJson(JsonNode json) {
    return new Blob(
        Namespace.of(
            JsonFields.number(json, "namespace_version", 0),
            JsonFields.base64(json, "namespace_id")),
        JsonFields.integer(json, "share_version", 0),
        signer(json),
        JsonFields.base64(json, "data"));
  }

  private static Optional<Address> signer(JsonNode json) {
    return JsonFields.optionalBase64(json, "signer")
        .filter(bytes -> !bytes.isEmpty())
        .map(bytes -> Address.of(bytes.arrayForReading()));
  }
}
