package metro.cli.dev;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Another {@code metro} command as a process of its own, started by and known to this one. */
final class Child implements AutoCloseable {
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
  static Child start(String name, Path log, List<String> jvmFlags, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(jvmFlags);
    command.add("metro.cli.Metro");
    command.addAll(arguments);
    command.add("--stop-with");
    command.add(Long.toString(ProcessHandle.current().pid()));
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path", ""));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(new File("/dev/null"));
    return new Child(name, log, builder.start());
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  Path log() {
    return log;
  }

  /** Its exit code; only when it is not alive any more. */
  int exitCode() {
    return process.exitValue();
  }

  boolean isAlive() {
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
  void stop() {
    closing = true;
    process.destroy();
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
