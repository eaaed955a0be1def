package metro.bench.result;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one process took while a step was measured.
 *
 * @param userSeconds processor time in its own code
 * @param systemSeconds processor time in the kernel
 * @param stageSeconds processor time by the stage its threads belong to; both kinds
 * @param diskBytes handed to the disk
 */
public record ProcessUse(
    double userSeconds, double systemSeconds, Map<String, Double> stageSeconds, long diskBytes) {
  public ProcessUse {
    stageSeconds = new TreeMap<>(stageSeconds);
  }

  /** All of its processor time. */
  public double seconds() {
    return userSeconds + systemSeconds;
  }
}
