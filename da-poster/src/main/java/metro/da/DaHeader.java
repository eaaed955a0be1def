package metro.da;

import java.time.Instant;
import metro.ethereum.Hash;

/**
 * One block of the layer, as far as Metro needs it. Each layer has its own kind, which it takes
 * back in {@link DaLayer#read}.
 */
public interface DaHeader {
  /** From 1. */
  DaHeight height();

  /** The layer's block time. */
  Instant time();

  /** Of the header. */
  Hash hash();

  /** Commits to everything that stands at this height: Celestia's data root, a block's hash. */
  Hash dataHash();
}
