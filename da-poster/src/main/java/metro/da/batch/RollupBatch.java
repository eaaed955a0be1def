package metro.da.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.BlockHeader;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.HeadPath;
import metro.state.Limits;
import metro.state.MalformedException;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;
import metro.state.Sha256;

/**
 * All of one rollup's blocks in one batch, with the proof that they are all.
 *
 * @param committee primary chain id
 * @param batch the batch's number
 * @param previous the rollup's head before the first block
 * @param blocks at least one, each the next of the one before
 * @param head the rollup's head after the last block, and its path to the batch's header
 */
public record RollupBatch(
    long committee, long batch, RollupHead previous, List<RollupBlock> blocks, HeadPath head) {
  private static final int TAG = 0x63;
  private static final int VERSION = 1;
  private static final int FIXED_BYTES = 2 + 5 * 8 + Hash.SIZE + 4;
  private static final int BLOCK_BYTES = 8 + 8 + 4;
  private static final int LENGTH_BYTES = 4;
  private static final int MAX_PATH_BYTES = 2 * 1024;

  public RollupBatch {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("a rollup's part of a batch has at least one block");
    }
  }

  /** Whose. */
  public RollupId rollup() {
    return previous.rollup();
  }

  /** Hash of {@link #content()}. */
  public Hash contentHash() {
    return Sha256.hash(content());
  }

  /**
   * Tag 0x63, version, committee, batch, previous head (rollup, number, transactions, hash), number
   * of blocks (u32), for each its height, timeMs, number of transactions (u32) and those as bytes;
   * then the proven head as bytes.
   */
  public byte[] content() {
    byte[] proven = head.encode();
    Encoder out = new Encoder(contentSize(proven));
    out.u8(TAG).u8(VERSION).u64(committee).u64(batch);
    out.u64(rollup().chainId()).u64(previous.number()).u64(previous.txCount());
    out.hash(previous.hash()).u32(blocks.size());
    for (RollupBlock block : blocks) {
      out.u64(block.height()).u64(block.timeMs()).u32(block.transactions().size());
      block.transactions().forEach(out::bytes);
    }
    return out.bytes(Bytes.wrap(proven)).toBytes();
  }

  /** The number of bytes of {@link #content()}. */
  int contentSize() {
    return contentSize(head.encode());
  }

  private int contentSize(byte[] proven) {
    int size = FIXED_BYTES + BLOCK_BYTES * blocks.size() + LENGTH_BYTES + proven.length;
    for (RollupBlock block : blocks) {
      for (Bytes transaction : block.transactions()) {
        size += LENGTH_BYTES + transaction.length();
      }
    }
    return size;
  }

  /**
   * Reads {@link #content()}. Says nothing about whether it is true: see {@link #problem}.
   *
   * @throws MalformedException naming the field
   */
  public static RollupBatch decode(byte[] content) {
    Decoder in = new Decoder(content).tag(TAG, "rollup batch").tag(VERSION, "rollup batch version");
    long committee = in.u63("rollup batch committee");
    long batch = in.u63("rollup batch number");
    RollupHead previous =
        new RollupHead(
            readRollup(in),
            in.u63("rollup batch previous number"),
            in.u63("rollup batch previous transactions"),
            in.hash("rollup batch previous hash"));
    List<RollupBlock> blocks = readBlocks(in, previous);
    HeadPath head = HeadPath.decode(in.bytes(MAX_PATH_BYTES, "rollup batch head").toArray());
    in.requireEnd("rollup batch");
    return new RollupBatch(committee, batch, previous, blocks, head);
  }

  private static RollupId readRollup(Decoder in) {
    long chainId = in.u63("rollup batch chain id");
    if (chainId < 1 || chainId > RollupId.MAX) {
      throw new MalformedException("rollup batch chain id " + chainId + " is out of range");
    }
    return new RollupId(chainId);
  }

  private static List<RollupBlock> readBlocks(Decoder in, RollupHead previous) {
    int count = in.count(BatchLimits.MAX_HEIGHTS, "rollup batch block count");
    if (count == 0) {
      throw new MalformedException("rollup batch block count is 0");
    }
    List<RollupBlock> blocks = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      long height = in.u63("rollup block height");
      long timeMs = in.u63("rollup block time");
      int transactions = in.count(Limits.MAX_BLOCK_ITEMS, "rollup block transaction count");
      if (transactions == 0) {
        throw new MalformedException("rollup block transaction count is 0");
      }
      List<Bytes> raw = new ArrayList<>();
      for (int t = 0; t < transactions; t++) {
        raw.add(in.bytes(Limits.MAX_TRANSACTION_BYTES, "rollup block transaction"));
      }
      blocks.add(new RollupBlock(previous.rollup(), previous.number() + i, height, timeMs, raw));
    }
    return blocks;
  }

  /**
   * What is wrong with this part under the metadata of its batch, whose certificate the caller has
   * checked; empty when it is all of the rollup's transactions in those heights, in order.
   */
  public Optional<String> problem(BatchMetadata metadata) {
    Optional<BatchMetadata.Entry> entry = metadata.entry(rollup());
    if (metadata.committee() != committee || metadata.batch() != batch) {
      return Optional.of("is of another batch");
    }
    if (entry.isEmpty() || !entry.get().contentHash().equals(contentHash())) {
      return Optional.of("is not the content that the metadata names");
    }
    return linkProblem(metadata.header(), metadata.fromHeight());
  }

  private Optional<String> linkProblem(BlockHeader header, long fromHeight) {
    RollupHead at = previous;
    long height = fromHeight;
    for (RollupBlock block : blocks) {
      if (block.height() <= height || block.height() > header.height()) {
        return Optional.of("has height " + block.height() + " out of order or outside");
      }
      height = block.height();
      at = at.next(block);
    }
    if (!at.equals(head.head())) {
      return Optional.of("does not lead to its own head");
    }
    return head.leadsTo(header.rollupsRoot())
        ? Optional.empty()
        : Optional.of("has a head that is not under the header's rollups root");
  }
}
