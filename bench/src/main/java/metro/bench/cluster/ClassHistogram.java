package metro.bench.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import metro.bench.result.LiveHeap;
import metro.bench.result.LiveHeap.ClassUse;

/**
 * Has another JVM collect all garbage and say what is left, through the JDK's {@code jcmd}. A JVM
 * stands still while it says so: it could not read its own answer.
 */
final class ClassHistogram {
  private static final int LARGEST = 40;
  // jcmd is a JVM too, for a moment.
  private static final String QUICK_START = "-J-XX:TieredStopAtLevel=1";
  private static final String SMALL = "-J-XX:+UseSerialGC";
  private static final Pattern CLASS =
      Pattern.compile("^ *\\d+: +(\\d+) +(\\d+) +(\\S+)", Pattern.MULTILINE);
  private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

  private ClassHistogram() {}

  /**
   * What is live in the process.
   *
   * @throws IOException when the process does not tell
   */
  static LiveHeap of(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home", ""), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, QUICK_START, SMALL, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    try (var output = process.getInputStream()) {
      return parse(new String(output.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Reads what {@code jcmd} prints. */
  static LiveHeap parse(String text) throws IOException {
    Matcher total = TOTAL.matcher(text);
    if (!total.find()) {
      throw new IOException("no histogram of the heap: " + text.strip());
    }
    List<ClassUse> largest = new ArrayList<>();
    Matcher one = CLASS.matcher(text);
    while (largest.size() < LARGEST && one.find()) {
      long instances = Long.parseLong(one.group(1));
      largest.add(new ClassUse(one.group(3), instances, Long.parseLong(one.group(2))));
    }
    return new LiveHeap(Long.parseLong(total.group(1)), largest);
  }
}
