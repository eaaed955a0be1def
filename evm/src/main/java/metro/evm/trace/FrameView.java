package metro.evm.trace;

import metro.ethereum.Address;
import metro.ethereum.UInt256;

/** A running frame, to look at during one call of a {@link Tracer} only. */
public interface FrameView {
  /** 0 for the transaction's own frame. */
  int depth();

  /** The account whose storage the frame works on. */
  Address address();

  /** Gas left. */
  long gasLeft();

  /** Words on the stack. */
  int stackSize();

  /** The word {@code index} places below the top. */
  UInt256 peek(int index);

  /** Bytes of memory. */
  int memorySize();

  /** A copy of {@code length} bytes of memory; zeros behind its end. */
  byte[] memory(long offset, int length);

  /** The output of the last call this frame made; not to be changed. */
  byte[] returnData();
}
