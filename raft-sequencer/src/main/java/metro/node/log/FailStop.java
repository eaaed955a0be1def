package metro.node.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the member at once: one that may have diverged must not answer, sign or vote. */
@FunctionalInterface
public interface FailStop {
  /** Exit code of a member that stopped itself. */
  int EXIT_CODE = 70;

  /** Called with what went wrong. Does not return in a real member. */
  void stop(String what, Throwable cause);

  /** Logs and halts the process without running shutdown hooks. */
  static FailStop halt() {
    Logger log = LoggerFactory.getLogger(FailStop.class);
    return (what, cause) -> {
      log.error("member stops: {}", what, cause);
      Runtime.getRuntime().halt(EXIT_CODE);
    };
  }
}
