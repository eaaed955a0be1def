package metro.evm.statetest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run found.
 *
 * @param files files that hold state tests
 * @param passed cases (one transaction under one fork) that came out right
 * @param failures the others, in order of files
 */
public record StateTestReport(int files, int passed, List<Failure> failures) {
  /** Nothing ran. */
  static final StateTestReport EMPTY = new StateTestReport(0, 0, List.of());

  public StateTestReport {
    failures = List.copyOf(failures);
  }

  /**
   * One case that came out wrong.
   *
   * @param index the case's place among the post states of its fork
   * @param reason what was expected and what happened
   */
  public record Failure(Path file, String test, String fork, int index, String reason) {
    @Override
    public String toString() {
      return "%s %s %s[%d]: %s".formatted(file, test, fork, index, reason);
    }
  }

  /** Cases that ran. */
  public int cases() {
    return passed + failures.size();
  }

  StateTestReport plus(StateTestReport other) {
    List<Failure> all = new ArrayList<>(failures);
    all.addAll(other.failures);
    return new StateTestReport(files + other.files, passed + other.passed, all);
  }
}
