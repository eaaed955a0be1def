package metro.da.celestia;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.da.Vectors;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Sha256;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class SquareVectorTest {

  @Test
  void parityIsThatOfTheReferenceEncoder() {
    for (JsonNode v : Vectors.celestia("leopard.json").get("vectors")) {
      int k = v.get("k").asInt();
      byte[] cells = new byte[2 * k * Share.SIZE];
      for (int i = 0; i < k; i++) {
        for (int b = 0; b < 16; b++) {
          byte[] seed = ByteBuffer.allocate(12).putInt(k).putInt(i).putInt(b).array();
          System.arraycopy(Sha256.hash(seed).bytes(), 0, cells, i * Share.SIZE + b * 32, 32);
        }
      }
      new LeopardCodec(k).encode(cells, 0, k * Share.SIZE, Share.SIZE);
      byte[] parity = Arrays.copyOfRange(cells, k * Share.SIZE, cells.length);
      assertThat(Arrays.copyOf(parity, 64))
          .as("k = " + k)
          .isEqualTo(Vectors.hex(v.get("parity_0_first_64_hex")).toArray());
      assertThat(Arrays.copyOfRange(parity, (k - 1) * Share.SIZE, (k - 1) * Share.SIZE + 64))
          .as("k = " + k)
          .isEqualTo(Vectors.hex(v.get("parity_last_first_64_hex")).toArray());
      assertThat(Sha256.hash(parity).bytes())
          .as("k = " + k)
          .isEqualTo(Vectors.hex(v.get("sha256_of_all_parity_concatenated")).toArray());
    }
  }

  @Test
  void aRealSquareIsExtendedToTheSameCellsAndRoots() {
    JsonNode v = Vectors.celestia("eds_8x8.json");
    List<Bytes> cells = base64List(v.get("data_square"));
    int width = (int) Math.sqrt(cells.size());
    List<Share> original = new ArrayList<>();
    for (int row = 0; row < width / 2; row++) {
      for (int column = 0; column < width / 2; column++) {
        original.add(new Share(cells.get(row * width + column)));
      }
    }
    ExtendedSquare extended = ExtendedSquare.of(Square.of(original, width / 2));
    for (int i = 0; i < cells.size(); i++) {
      assertThat(extended.cell(i / width, i % width)).as("cell " + i).isEqualTo(cells.get(i));
    }
    assertThat(extended.header().rowRoots()).isEqualTo(base64List(v.get("row_roots")));
    assertThat(extended.header().columnRoots()).isEqualTo(base64List(v.get("column_roots")));
    assertThat(extended.header().dataRoot())
        .isEqualTo(Hash.fromHex(v.get("data_root_hex").asString()));
  }

  @Test
  void dataRootsOfEmptySmallAndTheWidestSquareAreAsPublished() {
    List<JsonNode> vectors = Vectors.list(Vectors.celestia("dah.json").get("vectors"));
    byte[] share = new byte[Share.SIZE];
    Arrays.fill(share, (byte) 0xff);
    byte[] namespace =
        Namespace.v0(Bytes.fromHex("01010101010101010101").toArray()).bytes().toArray();
    System.arraycopy(namespace, 0, share, 0, namespace.length);
    assertThat(dataRoot(Square.EMPTY)).isEqualTo(expected(vectors.get(0)));
    assertThat(dataRoot(filled(share, 2))).isEqualTo(expected(vectors.get(1)));
    assertThat(dataRoot(filled(share, 512))).isEqualTo(expected(vectors.get(2)));
  }

  @Test
  void rootsInRealHeadersMakeTheirDataHash() {
    JsonNode dah = Vectors.celestia("dah.json");
    for (JsonNode v : dah.get("headers")) {
      JsonNode header = v.get("extended_header");
      assertThat(roots(header.get("dah")).dataRoot())
          .isEqualTo(Hash.fromHex(header.get("header").get("data_hash").asString()));
    }
    for (JsonNode v : dah.get("chain3_sample")) {
      assertThat(roots(v.get("dah")).dataRoot())
          .isEqualTo(Hash.fromHex(v.get("data_hash").asString()));
    }
  }

  @Test
  void aBlockOfTheRealNetworkIsRebuiltToItsDataHash() {
    for (JsonNode v : Vectors.celestia("blocks.json").get("blocks")) {
      SquareBuilder builder = new SquareBuilder(512);
      List<BlobTx> blobTxs = new ArrayList<>();
      for (JsonNode tx : v.get("txs_base64")) {
        Bytes bytes = Vectors.base64(tx);
        if (BlobTx.isBlobTx(bytes)) {
          BlobTx decoded = BlobTx.decode(bytes);
          assertThat(decoded.encode()).isEqualTo(bytes);
          blobTxs.add(decoded);
          assertThat(builder.appendBlobTx(decoded)).isTrue();
        } else {
          assertThat(builder.appendTx(bytes)).isTrue();
        }
      }
      Square square = builder.build();
      assertThat(square.width()).isEqualTo(v.get("ods_width").asInt());
      assertThat(Sha256.hash(square.cells().arrayForReading()).bytes())
          .isEqualTo(Vectors.hex(v.get("derived_ods_sha256")).toArray());
      DataAvailabilityHeader header = ExtendedSquare.of(square).header();
      assertThat(header.rowRoots()).isEqualTo(base64List(v.get("derived_row_roots_base64")));
      assertThat(header.columnRoots()).isEqualTo(base64List(v.get("derived_column_roots_base64")));
      assertThat(header.dataRoot()).isEqualTo(Hash.fromHex(v.get("data_hash_hex").asString()));
      for (JsonNode b : v.get("blobs_in_square")) {
        assertThat(
                ShareCommitment.of(
                    blobTxs.get(b.get("tx").asInt()).blobs().get(b.get("blob").asInt())))
            .isEqualTo(Hash.fromHex(b.get("commitment_hex").asString()));
        assertThat(square.share(b.get("start_share_index").asInt()).namespace().bytes())
            .isEqualTo(Vectors.hex(b.get("namespace_hex")));
      }
    }
  }

  private static Hash dataRoot(Square square) {
    return ExtendedSquare.of(square).header().dataRoot();
  }

  private static Hash expected(JsonNode vector) {
    return Hash.fromHex(vector.get("data_root_hex").asString());
  }

  private static Square filled(byte[] share, int width) {
    byte[] cells = new byte[width * width * Share.SIZE];
    for (int at = 0; at < cells.length; at += Share.SIZE) {
      System.arraycopy(share, 0, cells, at, Share.SIZE);
    }
    return new Square(width, Bytes.wrap(cells));
  }

  private static DataAvailabilityHeader roots(JsonNode dah) {
    return new DataAvailabilityHeader(
        base64List(dah.get("row_roots")), base64List(dah.get("column_roots")));
  }

  private static List<Bytes> base64List(JsonNode array) {
    return Vectors.list(array).stream().map(Vectors::base64).toList();
  }
}
