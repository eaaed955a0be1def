package metro.cli.dev;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import metro.cli.client.RpcException;
import metro.cli.config.ConfigException;
import metro.cli.init.CommitteeMaker;
import metro.cli.init.CommitteePlan.MemberPlan;
import metro.cli.init.CommitteePlan.RollupPlan;
import org.jspecify.annotations.Nullable;

/** One run of {@code metro dev}: start, say where everything is, show, stop. */
public final class DevSession {
  private final Path directory;
  private final boolean temporary;
  private final Optional<Path> worldFile;
  private final Duration daBlockTime;
  private final PrintWriter out;
  private final boolean terminal;

  /**
   * A session.
   *
   * @param directory where the world lives
   * @param temporary whether it is removed at the end
   * @param worldFile what to write when everything answers
   * @param daBlockTime between DA blocks
   * @param out for people
   * @param terminal whether {@code out} can be drawn over
   */
  public DevSession(
      Path directory,
      boolean temporary,
      Optional<Path> worldFile,
      Duration daBlockTime,
      PrintWriter out,
      boolean terminal) {
    this.directory = directory;
    this.temporary = temporary;
    this.worldFile = worldFile;
    this.daBlockTime = daBlockTime;
    this.out = out;
    this.terminal = terminal;
  }

  /** Sample traffic, then the end; returns whether all of it became final. */
  public boolean runOnce() throws IOException, ConfigException, InterruptedException {
    try (Closing closing = new Closing()) {
      World world = closing.start();
      boolean good = trafficUnderWatch(world);
      say(good ? "All of it is final. Stopping." : "Not all of it became final. Stopping.");
      return good;
    }
  }

  private boolean trafficUnderWatch(World world) throws InterruptedException {
    try (CommitPulse pulse = CommitPulse.start(world)) {
      boolean good = traffic(world);
      say("");
      say("soft: " + pulse.latency());
      say("batch " + pulse.batch());
      return good;
    }
  }

  /** Runs until the process is told to end; returns only when that happens. */
  public boolean run(boolean withTraffic)
      throws IOException, ConfigException, InterruptedException {
    try (Closing closing = new Closing()) {
      World world = closing.start();
      boolean good = !withTraffic || traffic(world);
      if (!good) {
        say("Not all of the sample traffic became final; the logs say why.");
      }
      say("Ctrl-C stops everything.");
      show(world);
      return good;
    }
  }

  private void show(World world) {
    try (CommitPulse pulse = CommitPulse.start(world)) {
      new LiveStatus(world, pulse, out, terminal).run();
    } catch (InterruptedException e) {
      // Told to end: the shutdown is under way already.
    }
  }

  private boolean traffic(World world) throws InterruptedException {
    say("");
    say("Sample traffic:");
    try {
      return new SampleTraffic(world, out).run();
    } catch (RpcException e) {
      say("  refused: " + e.getMessage());
      return false;
    }
  }

  /** The world while it runs; ends it once, by whichever way the process ends. */
  private final class Closing implements AutoCloseable {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread session = Thread.currentThread();
    private final Thread hook = Thread.ofPlatform().name("stop-world").unstarted(this::end);
    private volatile @Nullable World world;

    World start() throws IOException, ConfigException, InterruptedException {
      Runtime.getRuntime().addShutdownHook(hook);
      say("Starting three members, a DA layer and two rollups in " + directory + " …");
      long start = System.nanoTime();
      World started = World.start(directory, daBlockTime, DevSession.this::died);
      world = started;
      introduce(started, Duration.ofNanos(System.nanoTime() - start));
      if (worldFile.isPresent()) {
        WorldFile.write(started, worldFile.get());
      }
      return started;
    }

    private void end() {
      if (closed.compareAndSet(false, true)) {
        if (!Thread.currentThread().equals(session)) {
          session.interrupt();
        }
        World running = world;
        if (running != null) {
          running.close();
        }
        if (temporary) {
          delete(directory);
        }
      }
    }

    @Override
    public void close() {
      end();
    }
  }

  private void died(String name, int code) {
    Path config = directory.resolve(name);
    String restart =
        Files.exists(config.resolve(CommitteeMaker.NODE_FILE))
            ? "; bring it back with: metro node --config "
                + config.resolve(CommitteeMaker.NODE_FILE)
            : "";
    say("%s ended with code %d%s".formatted(name, code, restart));
  }

  private void introduce(World world, Duration took) {
    DevPlan plan = world.plan();
    say("Everything answers after %.1f s.".formatted(took.toMillis() / 1_000.0));
    say("");
    say("Paste into a wallet (network name, RPC URL, chain id):");
    for (RollupPlan rollup : plan.committee().rollups()) {
      say(
          "  metro-%-6s %s   %d"
              .formatted(
                  rollup.spec().name(), WorldFile.rpc(rollup), rollup.spec().id().chainId()));
    }
    say("");
    say(
        "Test accounts (everybody knows the keys of \""
            + TestAccount.MNEMONIC
            + "\"; never for value):");
    plan.accounts().forEach(a -> say("  " + a.address() + "  key " + a.privateKey()));
    say("");
    say(
        "DA layer %s, gRPC 127.0.0.1:%d, fault switches http://127.0.0.1:%d/faults"
            .formatted(plan.daUrl(), plan.daGrpcPort(), plan.daAdminPort()));
    say("Committee " + DevPlan.COMMITTEE_CHAIN_ID + ":");
    for (MemberPlan member : plan.committee().members()) {
      say(
          "  %s  pid %d  gRPC 127.0.0.1:%d  JSON-RPC http://127.0.0.1:%d/rpc/CHAINID  log %s"
              .formatted(
                  member.name(),
                  world.member(member).pid(),
                  member.grpc(),
                  member.rpc(),
                  world.member(member).log()));
    }
  }

  private void say(String line) {
    out.println(line);
  }

  private static void delete(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // What cannot be removed from the temporary directory harms nobody.
    }
  }
}
