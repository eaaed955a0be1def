package metro.cli.fault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Members that come back, or must not: the program of scripts/restarts. */
public final class Restarts {
  private static final int ROUNDS = 10;
  private static final int BLOCKS = 1_000;

  private Restarts() {}

  /** Arguments: the scenario's name (all) and, where it has one, its number. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Scenario> all = scenarios(arguments);
    String wanted = arguments.length > 0 ? arguments[0] : "all";
    if (!wanted.equals("all") && !all.containsKey(wanted)) {
      System.err.println("which one? all, " + String.join(", ", all.keySet()));
      System.exit(2);
    }
    int failed = 0;
    for (Map.Entry<String, Scenario> entry : all.entrySet()) {
      if (wanted.equals("all") || wanted.equals(entry.getKey())) {
        failed += run(entry.getKey(), entry.getValue()) ? 0 : 1;
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static Map<String, Scenario> scenarios(String[] arguments) {
    int number = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("all-killed", new AllKilled(number > 0 ? number : ROUNDS));
    all.put("away", new LongAway(number > 0 ? number : BLOCKS));
    all.put("wiped", new WipedDisk());
    all.put("rejoined", new Rejoined());
    return all;
  }

  private static boolean run(String name, Scenario scenario) throws Exception {
    System.out.println("== " + name);
    Path directory = Files.createTempDirectory("metro-restarts-" + name);
    List<String> problems = scenario.run(directory);
    problems.forEach(p -> System.out.println("PROBLEM " + p));
    System.out.printf(
        "%s: %s; logs and data: %s%n", name, problems.isEmpty() ? "passed" : "FAILED", directory);
    return problems.isEmpty();
  }
}
