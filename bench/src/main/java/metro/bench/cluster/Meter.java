package metro.bench.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import metro.bench.result.ProcessUse;

/** Measures what named processes take between two moments, and what crosses loopback. */
final class Meter {
  private static final int SENT_BYTES = 8;

  private final Map<String, Long> pids;
  private final Map<String, ProcessClock.Reading> before = new TreeMap<>();
  private long loopbackBefore;

  /** Of these processes, by name. */
  Meter(Map<String, Long> pids) {
    this.pids = Map.copyOf(pids);
  }

  void begin() throws IOException {
    loopbackBefore = loopback();
    for (Map.Entry<String, Long> process : pids.entrySet()) {
      before.put(process.getKey(), ProcessClock.read(process.getValue()));
    }
  }

  /** What was taken since {@link #begin}. */
  Use end() throws IOException {
    Map<String, ProcessUse> use = new TreeMap<>();
    for (Map.Entry<String, ProcessClock.Reading> e : before.entrySet()) {
      long pid = pids.getOrDefault(e.getKey(), 0L);
      use.put(e.getKey(), ProcessClock.read(pid).since(e.getValue()));
    }
    return new Use(use, loopback() - loopbackBefore);
  }

  /**
   * What was taken.
   *
   * @param processes by name
   * @param loopbackBytes by everything on this machine
   */
  record Use(Map<String, ProcessUse> processes, long loopbackBytes) {}

  private static long loopback() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/net/dev"))) {
      String text = line.strip();
      if (text.startsWith("lo:")) {
        return Long.parseLong(text.substring(3).strip().split("\\s+")[SENT_BYTES]);
      }
    }
    return 0;
  }
}
