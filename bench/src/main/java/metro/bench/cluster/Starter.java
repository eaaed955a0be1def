package metro.bench.cluster;

/** The process that started this one. */
public final class Starter {
  private Starter() {}

  /** Ends this process when {@code pid} has ended. */
  public static void endWith(long pid) {
    Thread.ofVirtual()
        .start(() -> {
          ProcessHandle.of(pid).ifPresent(p -> p.onExit().join());
          System.exit(0);
        });
  }
}
