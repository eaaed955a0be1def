package metro.rollup.chain;

import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Limits;

/**
 * A transaction posted in the rollup's forced namespace.
 *
 * @param sequence counts all that ever counted, from 0
 * @param daHeight where it stands on the DA layer
 * @param due the second of the rollup at whose beginning it is executed, unless the chain holds it
 *     by then
 * @param raw its canonical bytes
 */
public record ForcedTransaction(long sequence, long daHeight, long due, Bytes raw) {
  private static final int TAG = 0x46;

  /** Keccak-256 of the bytes. */
  public Hash hash() {
    return Keccak.hash(raw.arrayForReading());
  }

  byte[] encode() {
    return new Encoder().u8(TAG).u64(sequence).u64(daHeight).u64(due).bytes(raw).toBytes();
  }

  static ForcedTransaction decode(byte[] bytes) {
    Decoder in = new Decoder(bytes).tag(TAG, "forced transaction");
    ForcedTransaction forced =
        new ForcedTransaction(
            in.u63("forced sequence"),
            in.u63("forced DA height"),
            in.u63("forced second"),
            in.bytes(Limits.MAX_TRANSACTION_BYTES, "forced bytes"));
    in.requireEnd("forced transaction");
    return forced;
  }
}
