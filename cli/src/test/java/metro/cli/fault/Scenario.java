package metro.cli.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import metro.cli.config.ConfigException;

/** Something done to a committee of three processes under load, and what must hold afterwards. */
interface Scenario {
  int MEMBERS = 3;

  /** Clients that send all the time. */
  default int clients() {
    return 8;
  }

  /** What overrides the members' configuration, by environment variable. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Whether members sign DA transactions with a key of the committee. */
  default boolean signs() {
    return false;
  }

  /**
   * Does it to a committee that is all there.
   *
   * @return what went wrong beside what is always checked
   */
  List<String> provoke(ProcessCommittee committee, Load load)
      throws IOException, InterruptedException;

  /** Runs it below {@code directory}; tells what must not be, empty when all is well. */
  default List<String> run(Path directory)
      throws IOException, ConfigException, InterruptedException {
    ProcessCommittee.Setup setup =
        new ProcessCommittee.Setup(MEMBERS, Load.payers(clients()), environment(), signs());
    try (ProcessCommittee committee = ProcessCommittee.start(directory, setup)) {
      committee.awaitAll();
      try (Load load = new Load(committee, clients())) {
        List<String> problems = provoke(committee, load);
        if (problems.isEmpty()) {
          problems = committee.problemsAfter(load);
        }
        System.out.printf("%d transactions acknowledged%n", load.acknowledged());
        return problems;
      }
    }
  }
}
