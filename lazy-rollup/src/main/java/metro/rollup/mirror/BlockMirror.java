package metro.rollup.mirror;

import java.util.List;
import metro.rollup.chain.ChainListener;

/**
 * The port to what follows the chain from outside. Being told never blocks; what is missed is read
 * from the chain later.
 */
public interface BlockMirror extends ChainListener, AutoCloseable {
  /** How each follower is doing, in the order they were given. */
  List<MirrorStatus> statuses();

  /** Stops following; the chain's store may be closed afterwards. */
  @Override
  void close();
}
