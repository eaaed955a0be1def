package metro.evm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Memory is bounded by gas: random programs, and programs made to use as much as the gas of one
 * transaction buys, run in a Java machine that has no more than this heap.
 */
class HeapFuzzTest {
  private static final String HEAP = "-Xmx96m";

  @Test
  void programsDoWithASmallHeap() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(List.of(HEAP, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.add("-Dmetro.seed=" + Long.getLong("metro.seed", System.nanoTime()));
    command.add(HeapFuzz.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.println(said);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
