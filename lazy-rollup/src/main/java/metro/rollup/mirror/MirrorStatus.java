package metro.rollup.mirror;

import java.net.URI;
import java.util.Optional;
import metro.evm.store.BlockRef;

/**
 * How a client is doing.
 *
 * @param accepted the newest block it called valid and made its head
 * @param text the reason of a phase that has one
 */
public record MirrorStatus(URI engineUrl, Phase phase, Optional<BlockRef> accepted, String text) {
  /** What a mirror does at the moment. */
  public enum Phase {
    /** Nothing was heard of the client yet. */
    CONNECTING,
    /** The client has the chain's head. */
    FOLLOWING,
    /** The client is being given blocks that it misses. */
    CATCHING_UP,
    /** The client does not answer or answers with an error; it is tried again. */
    UNREACHABLE,
    /** The client refused a block. The mirror has stopped: a fault of ours or of the client. */
    REFUSED
  }
}
