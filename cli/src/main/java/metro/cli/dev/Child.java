package metro.cli.dev;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Another program of ours as a process of its own, started by and known to this one. */
public final class Child implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final String name;
  private final Path log;
  private final Process process;
  private volatile boolean closing;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts {@code metro arguments} with this JVM's own Java, flags and class path; output and
   * errors go to {@code log}. It ends when this process does.
   */
  public static Child start(String name, Path log, List<String> jvmFlags, List<String> arguments)
      throws IOException {
    return start(name, log, jvmFlags, arguments, Map.of());
  }

  /** The same with more {@code environment} than this process'. */
  public static Child start(
      String name,
      Path log,
      List<String> jvmFlags,
      List<String> arguments,
      Map<String, String> environment)
      throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.add("--stop-with");
    all.add(Long.toString(ProcessHandle.current().pid()));
    return startMain("metro.cli.Metro", name, log, jvmFlags, all, environment);
  }

  /** Starts any main class the same way; it has to see to its end by itself. */
  public static Child startMain(
      String mainClass, String name, Path log, List<String> jvmFlags, List<String> arguments)
      throws IOException {
    return startMain(mainClass, name, log, jvmFlags, arguments, Map.of());
  }

  private static Child startMain(
      String mainClass,
      String name,
      Path log,
      List<String> jvmFlags,
      List<String> arguments,
      Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(jvmFlags);
    command.add(mainClass);
    command.addAll(arguments);
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(new File("/dev/null"));
    return new Child(name, log, builder.start());
  }

  /** Who it is in messages. */
  public String name() {
    return name;
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  /** Its exit code; only when it is not alive any more. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Runs {@code action} with the exit code when the process ends without being asked to. */
  void onDeath(IntConsumer action) {
    Thread.ofVirtual()
        .name("watch-" + name)
        .start(() -> {
          int code = process.onExit().join().exitValue();
          if (!closing) {
            action.accept(code);
          }
        });
  }

  /** Asks the process to end; {@link #close} waits for it. */
  public void stop() {
    closing = true;
    process.destroy();
  }

  /** Asks the process to end and waits for that; false when it has not after {@code patience}. */
  public boolean end(Duration patience) throws InterruptedException {
    stop();
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** As {@code kill -9}: nothing is flushed, no hook runs. Returns when it is gone. */
  public void kill() {
    closing = true;
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
