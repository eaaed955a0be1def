package metro.node.raft;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import metro.node.log.FailStop;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;

/** Ends a process whose Raft division has died: Ratis closes it and lets the process live on. */
final class DivisionSupervisor implements AutoCloseable {
  private static final long CHECK_SECONDS = 1;

  private final RaftServer server;
  private final RaftGroupId groupId;
  private final FailStop failStop;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("raft-supervisor").factory());

  DivisionSupervisor(RaftServer server, RaftGroupId groupId, FailStop failStop) {
    this.server = server;
    this.groupId = groupId;
    this.failStop = failStop;
  }

  void start() {
    var _ =
        thread.scheduleWithFixedDelay(this::check, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void check() {
    try {
      LifeCycle.State state = server.getDivision(groupId).getInfo().getLifeCycleState();
      if (state.isClosingOrClosed() || state == LifeCycle.State.EXCEPTION) {
        stop(new IOException("division is " + state));
      }
    } catch (IOException e) {
      stop(e);
    }
  }

  private void stop(IOException cause) {
    if (!thread.isShutdown()) {
      failStop.stop("the Raft division has stopped by itself", cause);
    }
  }
}
