package metro.cli;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How long a program that runs for ever runs: until a signal, or until its starter is gone. */
final class Lifetime {
  private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

  @Option(
      names = "--stop-with",
      hidden = true,
      paramLabel = "PID",
      description = "Stop when this process ends: a killed `metro dev` leaves nothing behind.")
  private Optional<Long> starter = Optional.empty();

  /** Closes {@code program} at SIGTERM or SIGINT, and returns when it is closed. */
  void run(String name, AutoCloseable program) throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  close(name, program);
                  closed.countDown();
                }));
    starter.ifPresent(Lifetime::stopWith);
    closed.await();
  }

  private static void close(String name, AutoCloseable program) {
    try {
      program.close();
      LOG.info("{} stopped", name);
    } catch (Exception e) {
      LOG.error("{} did not stop cleanly", name, e);
    }
  }

  private static void stopWith(long pid) {
    Thread.ofVirtual()
        .name("starter-" + pid)
        .start(() -> {
          ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
          LOG.info("process {}, which started this one, is gone", pid);
          System.exit(0);
        });
  }
}
