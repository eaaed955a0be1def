package metro.da.celestia;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Merkle;

/**
 * A CometBFT block header: what a block's hash is made of.
 *
 * @param blockVersion protocol of the block
 * @param appVersion protocol of the application
 * @param chainId of the DA network
 * @param height from 1
 * @param time of the block
 * @param lastBlock the block before
 * @param hashes last commit, data, validators, next validators, consensus, app, last results,
 *     evidence, then the proposer's address; empty where the first block has none
 */
public record CometHeader(
    long blockVersion,
    long appVersion,
    String chainId,
    long height,
    Instant time,
    BlockId lastBlock,
    List<Bytes> hashes) {
  /** Names of {@link #hashes} in JSON, in their order. */
  static final List<String> HASH_FIELDS =
      List.of(
          "last_commit_hash",
          "data_hash",
          "validators_hash",
          "next_validators_hash",
          "consensus_hash",
          "app_hash",
          "last_results_hash",
          "evidence_hash",
          "proposer_address");

  /**
   * Names a block.
   *
   * @param hash its header's, empty before the first
   * @param partsTotal parts it was sent in
   * @param partsHash root over the parts
   */
  public record BlockId(Bytes hash, int partsTotal, Bytes partsHash) {
    /** What the first block names as the one before. */
    public static final BlockId NONE = new BlockId(Bytes.EMPTY, 0, Bytes.EMPTY);

    /** The protobuf message, the same in headers and in votes. */
    Bytes encode() {
      byte[] parts = new ProtoWriter().number(1, partsTotal).bytes(2, partsHash).toBytes();
      return Bytes.wrap(new ProtoWriter().bytes(1, hash).message(2, parts).toBytes());
    }
  }

  public CometHeader {
    hashes = List.copyOf(hashes);
    if (hashes.size() != HASH_FIELDS.size()) {
      throw new IllegalArgumentException("a header has nine hashes, not " + hashes.size());
    }
  }

  /** Commits to the block's square. */
  public Bytes dataHash() {
    return hashes.get(1);
  }

  /** RFC 6962 root over the protobuf encodings of the fields. */
  public Hash hash() {
    Stream<byte[]> before =
        Stream.of(
            new ProtoWriter().number(1, blockVersion).number(2, appVersion).toBytes(),
            new ProtoWriter().text(1, chainId).toBytes(),
            new ProtoWriter().number(1, height).toBytes(),
            timestamp(time),
            lastBlock.encode().arrayForReading());
    Stream<byte[]> after = hashes.stream().map(h -> new ProtoWriter().bytes(1, h).toBytes());
    return Merkle.root(Stream.concat(before, after).map(Merkle::leaf).toList());
  }

  static byte[] timestamp(Instant time) {
    return new ProtoWriter().number(1, time.getEpochSecond()).number(2, time.getNano()).toBytes();
  }
}
