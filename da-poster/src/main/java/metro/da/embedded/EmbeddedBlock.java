package metro.da.embedded;

import java.nio.charset.StandardCharsets;
import metro.da.DaHeight;
import metro.da.celestia.CelestiaHeader;
import metro.da.celestia.CometHeader;
import metro.da.celestia.DataAvailabilityHeader;
import metro.da.celestia.HeaderJson;
import metro.da.celestia.JsonFields;
import metro.da.celestia.SoleValidator;
import metro.da.celestia.Square;
import metro.da.celestia.SquareProofs;
import metro.ethereum.Bytes;
import metro.state.Sha256;
import tools.jackson.databind.node.ObjectNode;

/**
 * One block as it is kept.
 *
 * @param header commits to the square
 * @param dah its roots
 * @param square the original square
 */
record EmbeddedBlock(CometHeader header, DataAvailabilityHeader dah, Square square) {
  /** Signs all blocks, with a key everybody can compute. */
  static final SoleValidator VALIDATOR =
      new SoleValidator(
          Sha256.hash("metro embedded DA validator".getBytes(StandardCharsets.UTF_8)).bytes());

  long height() {
    return header.height();
  }

  CelestiaHeader daHeader() {
    return new CelestiaHeader(
        new DaHeight(height()),
        header.time(),
        header.hash(),
        JsonFields.hash(header.dataHash(), "data_hash"),
        dah);
  }

  /** How the next block names this one. There are no parts: their root is the data root. */
  CometHeader.BlockId id() {
    return new CometHeader.BlockId(Bytes.wrap(header.hash().bytes()), 1, header.dataHash());
  }

  ObjectNode json() {
    return HeaderJson.extended(header, id(), dah, VALIDATOR);
  }

  SquareProofs proofs() {
    return new SquareProofs(square, dah);
  }
}
