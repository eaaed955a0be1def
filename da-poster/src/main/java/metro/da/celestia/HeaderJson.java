package metro.da.celestia;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import metro.da.DaHeight;
import metro.ethereum.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Extended headers in celestia-node's JSON: Amino's style, 64-bit numbers as strings and hashes in
 * upper-case hexadecimal. Decoding throws {@link IllegalArgumentException} naming the field.
 */
public final class HeaderJson {
  private HeaderJson() {}

  /** What the methods of {@code header} answer. */
  public static ObjectNode extended(
      CometHeader header,
      CometHeader.BlockId id,
      DataAvailabilityHeader dah,
      SoleValidator signer) {
    ObjectNode out = JsonFields.object();
    out.set("header", raw(header, true));
    out.set("validator_set", signer.set());
    out.set("commit", signer.commit(header, id));
    ObjectNode roots = out.putObject("dah");
    roots.set("row_roots", ProofJson.base64List(dah.rowRoots()));
    roots.set("column_roots", ProofJson.base64List(dah.columnRoots()));
    return out;
  }

  /** The header alone; {@code amino} false writes numbers plainly, as blob.Subscribe does. */
  public static ObjectNode raw(CometHeader header, boolean amino) {
    ObjectNode out = JsonFields.object();
    ObjectNode version = out.putObject("version");
    number(version, "block", header.blockVersion(), amino);
    number(version, "app", header.appVersion(), amino);
    out.put("chain_id", header.chainId());
    number(out, "height", header.height(), amino);
    out.put("time", time(header.time()));
    out.set("last_block_id", blockId(header.lastBlock()));
    for (int i = 0; i < CometHeader.HASH_FIELDS.size(); i++) {
      out.put(
          CometHeader.HASH_FIELDS.get(i),
          JsonFields.upperHex(header.hashes().get(i).arrayForReading()));
    }
    return out;
  }

  private static void number(ObjectNode out, String field, long value, boolean amino) {
    if (amino) {
      out.put(field, Long.toString(value));
    } else {
      out.put(field, value);
    }
  }

  static ObjectNode blockId(CometHeader.BlockId id) {
    ObjectNode out = JsonFields.object();
    out.put("hash", JsonFields.upperHex(id.hash().arrayForReading()));
    ObjectNode parts = out.putObject("parts");
    parts.put("total", id.partsTotal());
    parts.put("hash", JsonFields.upperHex(id.partsHash().arrayForReading()));
    return out;
  }

  /** RFC 3339 with as many digits of a second as needed. */
  static String time(Instant time) {
    String text = time.toString();
    return text.indexOf('.') < 0 ? text : text.replaceFirst("0+Z$", "Z");
  }

  /**
   * Reads an extended header and checks what binds it together: the roots make the data hash, and
   * the header's fields make the hash the commit names. Signatures are not checked here.
   */
  public static CelestiaHeader extended(JsonNode json) {
    CometHeader header = raw(JsonFields.required(json, "header"));
    JsonNode dah = JsonFields.required(json, "dah");
    Bytes committed =
        JsonFields.hex(
            JsonFields.required(JsonFields.required(json, "commit"), "block_id"), "hash");
    if (!committed.equals(Bytes.wrap(header.hash().bytes()))) {
      throw new IllegalArgumentException("the commit's block hash is not that of the header");
    }
    return new CelestiaHeader(
        new DaHeight(header.height()),
        header.time(),
        header.hash(),
        JsonFields.hash(header.dataHash(), "data_hash"),
        new DataAvailabilityHeader(roots(dah, "row_roots"), roots(dah, "column_roots")));
  }

  /** Reads a header alone. */
  public static CometHeader raw(JsonNode json) {
    JsonNode version = JsonFields.required(json, "version");
    return new CometHeader(
        JsonFields.number(version, "block", 0),
        JsonFields.number(version, "app", 0),
        JsonFields.text(json, "chain_id"),
        JsonFields.number(json, "height"),
        instant(JsonFields.text(json, "time")),
        blockId(JsonFields.required(json, "last_block_id")),
        CometHeader.HASH_FIELDS.stream().map(field -> JsonFields.hex(json, field)).toList());
  }

  private static CometHeader.BlockId blockId(JsonNode json) {
    JsonNode parts = JsonFields.required(json, "parts");
    return new CometHeader.BlockId(
        JsonFields.hex(json, "hash"),
        JsonFields.integer(parts, "total", 0),
        JsonFields.hex(parts, "hash"));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("field time is no RFC 3339 instant: " + text, e);
    }
  }

  private static List<Bytes> roots(JsonNode dah, String field) {
    return JsonFields.list(
        dah,
        field,
        DataAvailabilityHeader.MAX_ROWS,
        root -> JsonFields.base64(root, (Object) field));
  }
}
