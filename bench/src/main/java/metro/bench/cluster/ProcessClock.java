package metro.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import metro.bench.result.ProcessUse;

/** Reads what a process has taken so far from {@code /proc}; two readings make a use. */
public final class ProcessClock {
  /** Linux counts processor time in hundredths of a second whatever the kernel's own tick is. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcessClock() {}

  /**
   * One reading.
   *
   * @param userTicks of the process
   * @param systemTicks of the process
   * @param threadTicks of both kinds by thread id
   * @param stages of the threads
   * @param diskBytes handed to the disk
   */
  public record Reading(
      long userTicks,
      long systemTicks,
      Map<String, Long> threadTicks,
      Map<String, String> stages,
      long diskBytes) {

    /** What was taken between {@code before} and this reading. */
    public ProcessUse since(Reading before) {
      Map<String, Double> seconds = new TreeMap<>();
      threadTicks.forEach((id, ticks) -> {
        long spent = ticks - before.threadTicks.getOrDefault(id, 0L);
        if (spent > 0) {
          seconds.merge(stages.getOrDefault(id, "other"), spent / TICKS_PER_SECOND, Double::sum);
        }
      });
      return new ProcessUse(
          (userTicks - before.userTicks) / TICKS_PER_SECOND,
          (systemTicks - before.systemTicks) / TICKS_PER_SECOND,
          seconds,
          diskBytes - before.diskBytes);
    }
  }

  /** What the process has taken; threads that end while this looks are left out. */
  public static Reading read(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    List<String> own = fields(process.resolve("stat"));
    Map<String, Long> ticks = new HashMap<>();
    Map<String, String> stages = new HashMap<>();
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      for (Path task : tasks.toList()) {
        readThread(task, ticks, stages);
      }
    }
    return new Reading(number(own, USER), number(own, SYSTEM), ticks, stages, diskBytes(process));
  }

  private static void readThread(Path task, Map<String, Long> ticks, Map<String, String> stages)
      throws IOException {
    try {
      List<String> fields = fields(task.resolve("stat"));
      String id = task.getFileName().toString();
      ticks.put(id, number(fields, USER) + number(fields, SYSTEM));
      stages.put(id, Stages.of(Files.readString(task.resolve("comm")).strip()));
    } catch (IOException e) {
      // A thread that ends between opening and reading its file gives ESRCH, not a missing file.
      if (Files.exists(task)) {
        throw e;
      }
    }
  }

  /** Everything behind the name, which stands in parentheses and may hold anything. */
  private static List<String> fields(Path stat) throws IOException {
    String line = Files.readString(stat);
    return List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
  }

  private static long number(List<String> fields, int index) {
    return Long.parseLong(fields.get(index));
  }

  private static long diskBytes(Path process) throws IOException {
    for (String line : Files.readAllLines(process.resolve("io"))) {
      if (line.startsWith("write_bytes:")) {
        return Long.parseLong(line.substring("write_bytes:".length()).strip());
      }
    }
    return 0;
  }
}
