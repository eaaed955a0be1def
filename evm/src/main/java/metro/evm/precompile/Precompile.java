package metro.evm.precompile;

import java.util.Optional;

/** A contract that is part of the protocol. Safe for all threads. */
public interface Precompile {
  /** What a run costs; {@code Long.MAX_VALUE} for more than anybody has. Reads little. */
  long gas(byte[] input);

  /**
   * Runs; the caller has paid. The input must not be changed.
   *
   * @return the output, or empty when the input is refused (the frame fails)
   */
  Optional<byte[]> run(byte[] input);
}
