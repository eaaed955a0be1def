package metro.rollup.chain;

import java.nio.charset.StandardCharsets;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.state.Decoder;
import metro.state.Encoder;

/**
 * What the node remembers of each transaction, also of those that left no trace in the EVM.
 *
 * @param origin how it came here
 * @param block the EVM block in which it was included or skipped; a record is only true while that
 *     block is on the chain
 * @param outcome what happened
 */
public record TransactionRecord(Origin origin, BlockId block, TransactionOutcome outcome) {
  private static final int TAG = 0x55;
  private static final int ORDERED = 1;
  private static final int FORCED = 2;
  private static final int INCLUDED = 1;
  private static final int SKIPPED = 2;
  private static final int MAX_REASON_BYTES = 1024;

  byte[] encode() {
    Encoder out = new Encoder().u8(TAG);
    switch (origin) {
      case Origin.Ordered at -> out.u8(ORDERED).u64(at.number()).u32(at.index()).u64(at.height());
      case Origin.Forced at -> out.u8(FORCED).u64(at.daHeight());
    }
    out.u64(block.number()).hash(block.hash()).u64(block.timestamp()).hash(outcome.txHash());
    switch (outcome) {
      case TransactionOutcome.Included in ->
          out.u8(INCLUDED).u32(in.index()).u8(in.succeeded() ? 1 : 0);
      case TransactionOutcome.Skipped skip ->
          out.u8(SKIPPED)
              .u32(skip.code())
              .bytes(Bytes.wrap(skip.reason().getBytes(StandardCharsets.UTF_8)));
    }
    return out.toBytes();
  }

  static TransactionRecord decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "transaction record");
    Origin origin =
        in.u8("record origin") == ORDERED
            ? new Origin.Ordered(
                in.u63("record number"), in.u32("record index"), in.u63("record height"))
            : new Origin.Forced(in.u63("record DA height"));
    BlockId block =
        new BlockId(in.u63("record block"), in.hash("record block hash"), in.u63("record time"));
    Hash hash = in.hash("record transaction");
    TransactionOutcome outcome =
        in.u8("record outcome") == INCLUDED
            ? new TransactionOutcome.Included(hash, in.u32("record place"), in.u8("status") == 1)
            : new TransactionOutcome.Skipped(
                hash,
                in.u32("record code"),
                new String(
                    in.bytes(MAX_REASON_BYTES, "record reason").toArray(), StandardCharsets.UTF_8));
    in.requireEnd("transaction record");
    return new TransactionRecord(origin, block, outcome);
  }
}
