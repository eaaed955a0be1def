package metro.da.eip4844;

import java.time.Instant;
import java.util.List;
import metro.da.DaHeader;
import metro.da.DaHeight;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;
import tools.jackson.databind.JsonNode;

/**
 * A block of Ethereum's execution chain.
 *
 * @param height block number
 * @param time of the block
 * @param hash recomputed from all fields
 * @param parent hash of the block before
 * @param transactionsRoot over the transactions
 * @param baseFee wei per gas
 * @param blobGasUsed 0 when there is no blob in the block
 */
public record Eip4844Header(
    DaHeight height,
    Instant time,
    Hash hash,
    Hash parent,
    Hash transactionsRoot,
    UInt256 baseFee,
    long blobGasUsed)
    implements DaHeader {
  /** Fields that later forks appended, in the order of the hash (Shanghai to Osaka). */
  private static final List<String> LATER =
      List.of(
          "withdrawalsRoot",
          "blobGasUsed",
          "excessBlobGas",
          "parentBeaconBlockRoot",
          "requestsHash");

  @Override
  public Hash dataHash() {
    return hash;
  }

  /**
   * Reads the JSON of a block and computes its hash anew.
   *
   * @throws IllegalArgumentException when a field is missing or malformed
   */
  static Eip4844Header read(JsonNode block) {
    return new Eip4844Header(
        new DaHeight(Quantities.long63(block, "number")),
        Instant.ofEpochSecond(Quantities.long63(block, "timestamp")),
        Keccak.hash(RlpWriter.encodeList(w -> writeFields(w, block))),
        Quantities.hash(block, "parentHash"),
        Quantities.hash(block, "transactionsRoot"),
        Quantities.number(block, "baseFeePerGas"),
        Quantities.isPresent(block, "blobGasUsed") ? Quantities.long63(block, "blobGasUsed") : 0);
  }

  private static void writeFields(RlpWriter w, JsonNode block) {
    for (String field : List.of("parentHash", "sha3Uncles", "miner", "stateRoot")) {
      writeBytes(w, block, field);
    }
    for (String field : List.of("transactionsRoot", "receiptsRoot", "logsBloom")) {
      writeBytes(w, block, field);
    }
    for (String field : List.of("difficulty", "number", "gasLimit", "gasUsed", "timestamp")) {
      w.uint256(Quantities.number(block, field));
    }
    for (String field : List.of("extraData", "mixHash", "nonce")) {
      writeBytes(w, block, field);
    }
    w.uint256(Quantities.number(block, "baseFeePerGas"));
    for (String field : LATER) {
      if (!Quantities.isPresent(block, field)) {
        return;
      }
      if (field.endsWith("Gas") || field.endsWith("Used")) {
        w.uint256(Quantities.number(block, field));
      } else {
        writeBytes(w, block, field);
      }
    }
  }

  private static void writeBytes(RlpWriter w, JsonNode block, String field) {
    w.bytes(Quantities.bytes(block, field).arrayForReading());
  }
}
