package metro.rollup.da;

import java.util.ArrayList;
import java.util.List;
import metro.da.batch.BatchLimits;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.rollup.chain.SecondsDerivation;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Limits;
import metro.state.RollupBlock;
import metro.state.RollupHead;
import metro.state.RollupId;

/**
 * How far the DA layer has been derived: everything needed to go on from here.
 *
 * @param nextDaHeight the height to read next
 * @param batch newest batch taken, 0 before the first
 * @param batchHash its hash, zero before the first
 * @param toHeight last sequencer height in it
 * @param head the rollup's head after the last closed second
 * @param closedSecond that second, -1 before the first
 * @param open blocks of the second that is not closed yet
 * @param forced when the next forced transaction is due
 * @param forcedFinal the first forced transaction that the chain had not passed
 */
record DaCursor(
    long nextDaHeight,
    long batch,
    Hash batchHash,
    long toHeight,
    RollupHead head,
    long closedSecond,
    List<RollupBlock> open,
    ForcedSchedule forced,
    long forcedFinal) {
  private static final int TAG = 0x45;

  DaCursor {
    open = List.copyOf(open);
  }

  /** Before everything. */
  static DaCursor start(long daHeight, RollupId rollup) {
    RollupHead head = RollupHead.start(rollup);
    return new DaCursor(daHeight, 0, Hash.ZERO, 0, head, -1, List.of(), ForcedSchedule.START, 0);
  }

  /** The same at another DA height. */
  DaCursor at(long daHeight) {
    return new DaCursor(
        daHeight, batch, batchHash, toHeight, head, closedSecond, open, forced, forcedFinal);
  }

  /** The same with other forced transactions. */
  DaCursor with(ForcedSchedule newForced, long newForcedFinal) {
    return new DaCursor(
        nextDaHeight,
        batch,
        batchHash,
        toHeight,
        head,
        closedSecond,
        open,
        newForced,
        newForcedFinal);
  }

  /** The derivation as it was. */
  SecondsDerivation derivation() {
    SecondsDerivation derivation = new SecondsDerivation(head, closedSecond);
    open.forEach(derivation::append);
    return derivation;
  }

  byte[] encode() {
    Encoder out = new Encoder().u8(TAG).u64(nextDaHeight).u64(batch).hash(batchHash).u64(toHeight);
    out.u64(head.rollup().chainId()).u64(head.number()).u64(head.txCount()).hash(head.hash());
    out.u64(closedSecond).u32(open.size());
    for (RollupBlock block : open) {
      out.u64(block.height()).u64(block.timeMs()).u32(block.transactions().size());
      block.transactions().forEach(out::bytes);
    }
    forced.encode(out);
    return out.u64(forcedFinal).toBytes();
  }

  static DaCursor decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "DA cursor");
    long nextDaHeight = in.u63("cursor DA height");
    long batch = in.u63("cursor batch");
    Hash batchHash = in.hash("cursor batch hash");
    long toHeight = in.u63("cursor height");
    RollupHead head =
        new RollupHead(
            new RollupId(in.u63("cursor rollup")),
            in.u63("cursor number"),
            in.u63("cursor transactions"),
            in.hash("cursor head"));
    long closedSecond = in.u64("cursor second");
    int count = in.count(BatchLimits.MAX_HEIGHTS, "cursor block count");
    List<RollupBlock> open = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      open.add(block(in, head.rollup(), head.number() + i));
    }
    ForcedSchedule forced = ForcedSchedule.decode(in);
    long forcedFinal = in.u63("cursor forced");
    in.requireEnd("DA cursor");
    return new DaCursor(
        nextDaHeight, batch, batchHash, toHeight, head, closedSecond, open, forced, forcedFinal);
  }

  private static RollupBlock block(Decoder in, RollupId rollup, long number) {
    long height = in.u63("cursor block height");
    long timeMs = in.u63("cursor block time");
    int count = in.count(Limits.MAX_BLOCK_ITEMS, "cursor transaction count");
    List<Bytes> transactions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      transactions.add(in.bytes(Limits.MAX_TRANSACTION_BYTES, "cursor transaction"));
    }
    return new RollupBlock(rollup, number, height, timeMs, transactions);
  }
}
