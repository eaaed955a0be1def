package metro.node.store;

import metro.state.Decoder;
import metro.state.Encoder;

/**
 * Place of an entry in the replicated log.
 *
 * @param term the leader's term
 * @param index from 0 without a gap; not the height: the log has entries of its own
 */
public record LogPosition(long term, long index) {
  /** Before the first entry. */
  public static final LogPosition START = new LogPosition(0, -1);

  byte[] encode() {
    return new Encoder(16).u64(term).u64(index).toBytes();
  }

  static LogPosition decode(byte[] bytes) {
    Decoder in = new Decoder(bytes);
    return new LogPosition(in.u64("log term"), in.u64("log index"));
  }
}
