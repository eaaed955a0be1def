package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import metro.da.Blob;
import metro.da.Vectors;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class SharesVectorTest {

  @Test
  void namespacesAreAcceptedAndRefusedAsPublished() {
    JsonNode vectors = Vectors.celestia("namespaces.json");
    for (JsonNode v : vectors.get("new_v0")) {
      byte[] user = Vectors.hex(v.get("sub_id_hex")).toArray();
      if (v.has("error")) {
        assertThatIllegalArgumentException().isThrownBy(() -> Namespace.v0(user));
      } else {
        Namespace made = Namespace.v0(user);
        assertThat(made.bytes()).isEqualTo(Vectors.hex(v.get("namespace_hex")));
        if (v.has("blob_allowed")) {
          assertThat(made.mayHoldBlobs()).isEqualTo(v.get("blob_allowed").asBoolean());
        }
      }
    }
    for (JsonNode v : vectors.get("from_bytes")) {
      byte[] bytes = Vectors.hex(v.get("hex")).toArray();
      if (v.get("valid").asBoolean()) {
        assertThat(Namespace.of(bytes).mayHoldBlobs()).isEqualTo(v.get("blob_allowed").asBoolean());
      } else {
        assertThatIllegalArgumentException().isThrownBy(() -> Namespace.of(bytes));
      }
    }
    JsonNode reserved = vectors.get("reserved");
    assertThat(Namespace.TRANSACTION.bytes()).isEqualTo(Vectors.hex(reserved.get("transaction")));
    assertThat(Namespace.PAY_FOR_BLOB.bytes()).isEqualTo(Vectors.hex(reserved.get("pay_for_blob")));
    assertThat(Namespace.RESERVED_PADDING.bytes())
        .isEqualTo(Vectors.hex(reserved.get("primary_reserved_padding")));
    assertThat(Namespace.TAIL_PADDING.bytes()).isEqualTo(Vectors.hex(reserved.get("tail_padding")));
    assertThat(Namespace.PARITY.bytes()).isEqualTo(Vectors.hex(reserved.get("parity_shares")));
  }

  @Test
  void blobsAreCutIntoTheSharesPublishedAndReadBack() throws Exception {
    JsonNode vectors = Vectors.celestia("shares.json");
    for (JsonNode v : vectors.get("blobs")) {
      Bytes data =
          v.has("data_hex")
              ? Vectors.hex(v.get("data_hex"))
              : Bytes.fromHex("00000007" + v.get("fibre_commitment_hex").asString());
      Blob blob = blob(v, data);
      List<Share> shares = ShareSplitter.split(blob);
      assertThat(shares.stream().map(Share::bytes).toList())
          .as(v.get("name").asString())
          .isEqualTo(Vectors.list(v.get("shares_hex")).stream().map(Vectors::hex).toList());
      assertThat(BlobParser.parse(blob.namespace(), shares).blobs()).containsExactly(blob);
    }
    for (JsonNode v : vectors.get("info_byte")) {
      assertThat(Share.info(v.get("version").asInt(), v.get("start").asBoolean()) & 0xff)
          .isEqualTo(v.get("byte").asInt());
    }
    for (JsonNode v : vectors.get("shares_needed")) {
      assertThat(Share.sharesNeeded(v.get("len").asInt(), false)).isEqualTo(v.get("v0").asInt());
      assertThat(Share.sharesNeeded(v.get("len").asInt(), true)).isEqualTo(v.get("v1").asInt());
    }
  }

  @Test
  void paddingSharesAreAsPublished() {
    JsonNode padding = Vectors.celestia("shares.json").get("padding");
    Namespace ns1 = Namespace.v0(Bytes.fromHex("01010101010101010101").toArray());
    assertThat(Share.padding(ns1, 0).bytes())
        .isEqualTo(Vectors.hex(padding.get("namespace_padding_ns1_v0")));
    assertThat(Share.padding(Namespace.RESERVED_PADDING, 0).bytes())
        .isEqualTo(Vectors.hex(padding.get("reserved_padding")));
    assertThat(Share.padding(Namespace.TAIL_PADDING, 0).bytes())
        .isEqualTo(Vectors.hex(padding.get("tail_padding")));
    assertThat(Share.padding(Namespace.TAIL_PADDING, 0).isPadding()).isTrue();
  }

  @Test
  void layoutRulesAreAsPublished() {
    JsonNode rules = Vectors.celestia("layout_rules.json");
    for (JsonNode v : rules.get("blob_min_square_size")) {
      assertThat(SubtreeLayout.minSquareWidth(v.get(0).asInt())).isEqualTo(v.get(1).asInt());
    }
    for (JsonNode v : rules.get("subtree_width")) {
      assertThat(SubtreeLayout.subtreeWidth(v.get(0).asInt())).isEqualTo(v.get(1).asInt());
    }
    for (JsonNode v : rules.get("round_up_power_of_two")) {
      if (v.get(1).asLong() <= Integer.MAX_VALUE) {
        assertThat(SubtreeLayout.ceilPowerOfTwo(v.get(0).asInt())).isEqualTo(v.get(1).asInt());
      }
    }
    for (JsonNode v : rules.get("merkle_mountain_range_sizes")) {
      assertThat(SubtreeLayout.mountainRange(v.get("total").asInt(), v.get("max").asInt()))
          .isEqualTo(Vectors.list(v.get("sizes")).stream().map(JsonNode::asInt).toList());
    }
    for (JsonNode v : rules.get("next_share_index")) {
      assertThat(
              SubtreeLayout.nextShareIndex(v.get("cursor").asInt(), v.get("blob_shares").asInt()))
          .isEqualTo(v.get("index").asInt());
    }
    for (JsonNode v : rules.get("blobs_in_sequence")) {
      List<Integer> indexes = new ArrayList<>();
      int start = v.get("cursor").asInt();
      int cursor = start;
      for (JsonNode length : v.get("lens")) {
        int index = SubtreeLayout.nextShareIndex(cursor, length.asInt());
        indexes.add(index);
        cursor = index + length.asInt();
      }
      assertThat(indexes)
          .isEqualTo(Vectors.list(v.get("indexes")).stream().map(JsonNode::asInt).toList());
      assertThat(cursor - start).isEqualTo(v.get("used").asInt());
    }
    leafRanges(rules.get("to_leaf_ranges"));
    leafRanges(Vectors.celestia("nmt.json").get("to_leaf_ranges"));
  }

  private static void leafRanges(JsonNode vectors) {
    for (JsonNode v : vectors) {
      int start = v.get("start").asInt();
      int end = v.get("end").asInt();
      int width = v.get("subtree_width").asInt();
      if (v.has("error")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> SubtreeLayout.leafRanges(start, end, width));
      } else {
        assertThat(SubtreeLayout.leafRanges(start, end, width))
            .isEqualTo(
                Vectors.list(v.get("leaf_ranges")).stream()
                    .map(r -> new SubtreeLayout.LeafRange(r.get(0).asInt(), r.get(1).asInt()))
                    .toList());
      }
    }
  }

  @Test
  void commitmentsAreAsPublished() {
    JsonNode vectors = Vectors.celestia("commitments.json");
    for (JsonNode v : vectors.get("real_and_published")) {
      Blob blob =
          blob(
              v,
              v.has("data_base64")
                  ? Vectors.base64(v.get("data_base64"))
                  : Vectors.hex(v.get("data_hex")));
      assertThat(ShareCommitment.of(blob))
          .as(v.get("source").asString())
          .isEqualTo(Hash.fromHex(v.get("commitment_hex").asString()));
    }
    for (JsonNode v : vectors.get("rust_generated").get("vectors")) {
      Blob blob =
          Blob.unsigned(
              new Namespace(Vectors.hex(v.get("namespace_hex"))), patterned(v.get("size").asInt()));
      assertThat(blob.shareCount()).isEqualTo(v.get("shares").asInt());
      assertThat(ShareCommitment.of(blob))
          .as("size " + v.get("size"))
          .isEqualTo(Hash.fromHex(v.get("commitment_hex").asString()));
    }
    for (JsonNode v : vectors.get("go_square_subtree_only")) {
      Bytes data = v.has("data_hex") ? Vectors.hex(v.get("data_hex")) : repeated(v.get("data"));
      List<Bytes> roots = ShareCommitment.subtreeRoots(ShareSplitter.split(blob(v, data)));
      boolean plain = v.get("merkle_fn").asString().startsWith("sha256(concat(roots))");
      byte[][] hashes =
          roots.stream()
              .map(Bytes::arrayForReading)
              .map(root -> plain ? root : Sha256.hash(root).bytes())
              .toArray(byte[][]::new);
      assertThat(Sha256.hash(hashes).bytes())
          .as(v.get("source").asString())
          .isEqualTo(Vectors.hex(v.get("expected_hex")).toArray());
    }
  }

  @Test
  void gasIsAsPublished() {
    for (JsonNode v : Vectors.celestia("gas.json").get("vectors")) {
      Namespace namespace = Namespace.v0(new byte[] {1, 0});
      List<Blob> blobs =
          Vectors.list(v.get("blob_sizes")).stream()
              .map(size -> Blob.unsigned(namespace, Bytes.wrap(new byte[size.asInt()])))
              .toList();
      long gas = Gas.estimate(blobs);
      assertThat(gas).isEqualTo(v.get("gas").asLong());
      assertThat(Gas.feeUtia(gas, new BigDecimal("0.004")))
          .isEqualTo(v.get("fee_utia_at_0.004").asLong());
    }
  }

  /** Written as "0xff repeated 960". */
  private static Bytes repeated(JsonNode rule) {
    String[] parts = rule.asString().split(" repeated ", -1);
    byte[] data = new byte[Integer.parseInt(parts[1])];
    Arrays.fill(data, (byte) 0xff);
    return Bytes.wrap(data);
  }

  /** The first bytes of SHA-256 over (size, 0), (size, 1) and so on, as the vector file says. */
  private static Bytes patterned(int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; out.size() < size; i++) {
      out.writeBytes(Sha256.hash(ByteBuffer.allocate(8).putInt(size).putInt(i).array()).bytes());
    }
    return Bytes.wrap(Arrays.copyOf(out.toByteArray(), size));
  }

  private static Blob blob(JsonNode v, Bytes data) {
    return new Blob(
        new Namespace(Vectors.hex(v.get("namespace_hex"))),
        v.get("share_version").asInt(),
        v.has("signer_hex") && !v.get("signer_hex").isNull()
            ? Optional.of(Address.of(Vectors.hex(v.get("signer_hex")).toArray()))
            : Optional.empty(),
        data);
  }
}
