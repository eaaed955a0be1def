package metro.bench.cluster;

import java.util.List;

/** Which stage of a transaction's life a thread works for, by the name the kernel knows it by. */
final class Stages {
  private static final String LOG = "log and apply";

  private record Stage(String prefix, String name) {}

  /**
   * The kernel keeps the first 15 characters. Ratis begins its threads' names with the member's, so
   * those that append, write the log and apply cannot be told apart.
   */
  private static final List<Stage> STAGES =
      List.of(
          new Stage("recovery-", "recover senders"),
          new Stage("block-check", "check blocks"),
          new Stage("sealer", "sign"),
          new Stage("signatures-of", "sign"),
          new Stage("pool", "order"),
          new Stage("router", "order"),
          new Stage("member-", LOG),
          new Stage("applied", LOG),
          new Stage("snapshots", LOG),
          new Stage("poster", "post"),
          new Stage("load-", "send load"),
          new Stage("evm-prepare", "recover senders"),
          new Stage("evm-root", "state roots"),
          new Stage("C1 Compiler", "compile"),
          new Stage("C2 Compiler", "compile"),
          new Stage("GC Thread", "collect garbage"),
          new Stage("G1 ", "collect garbage"),
          new Stage("VM ", "collect garbage"),
          new Stage("ForkJoinPool", "edges (virtual threads)"),
          new Stage("grpc-", "transport"),
          new Stage("nioEventLoop", "transport"),
          new Stage("epollEventLoop", "transport"),
          new Stage("rocksdb:", "store in background"));

  private Stages() {}

  static String of(String thread) {
    for (Stage stage : STAGES) {
      if (thread.startsWith(stage.prefix)) {
        return stage.name;
      }
    }
    return "other";
  }
}
