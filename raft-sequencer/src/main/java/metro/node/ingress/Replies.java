package metro.node.ingress;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Verdicts collected on the pool's thread and completed together on another one. */
final class Replies {
  private final Executor executor;
  private List<Runnable> collected = new ArrayList<>();

  Replies(Executor executor) {
    this.executor = executor;
  }

  void add(CompletableFuture<Verdict> reply, Verdict verdict) {
    collected.add(() -> reply.complete(verdict));
  }

  void refuse(Entry entry, Answer.Refused refused) {
    add(entry.reply, Verdict.refused(refused));
  }

  void flush() {
    if (!collected.isEmpty()) {
      List<Runnable> batch = collected;
      collected = new ArrayList<>();
      executor.execute(() -> batch.forEach(Runnable::run));
    }
  }
}
