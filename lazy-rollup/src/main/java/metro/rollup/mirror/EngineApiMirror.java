package metro.rollup.mirror;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import metro.evm.chain.EmbeddedEvm;
import metro.rollup.RollupConfig.MirrorConfig;
import metro.rollup.chain.BlockId;

/**
 * Unmodified execution clients that follow the chain by the Engine API (engine_newPayloadV4 and
 * engine_forkchoiceUpdatedV3). Each has a virtual thread; a slow or absent one holds nothing up and
 * is caught up from where it says it is. A client that calls a block invalid is left alone until
 * the node starts again, and the difference is stored.
 *
 * <p>Any thread may tell it of changes. Close it before the chain.
 */
public final class EngineApiMirror implements BlockMirror {
  private final List<EngineConnection> connections = new ArrayList<>();
  private final List<MirrorWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Starts to mirror the chain to all clients.
   *
   * @param faultFolder where refusals are stored, one JSON file each
   * @param clock for tokens: clients refuse those of another minute
   * @throws IllegalArgumentException when a secret's file holds no secret
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public EngineApiMirror(
      List<MirrorConfig> clients, EmbeddedEvm evm, Path faultFolder, InstantSource clock) {
    this(clients, BlockSource.of(evm), faultFolder, clock);
  }

  EngineApiMirror(
      List<MirrorConfig> clients, BlockSource chain, Path faultFolder, InstantSource clock) {
    List<EngineJwt> tokens =
        clients.stream().map(c -> EngineJwt.ofFile(c.jwtSecretFile(), clock)).toList();
    for (int i = 0; i < clients.size(); i++) {
      var connection = new EngineConnection(clients.get(i).engineUrl(), tokens.get(i));
      connections.add(connection);
      workers.add(new MirrorWorker(chain, connection, faultFolder, clock));
    }
    for (MirrorWorker worker : workers) {
      String name = "mirror-" + worker.status().engineUrl().getAuthority();
      threads.add(Thread.ofVirtual().name(name).start(worker));
    }
  }

  @Override
  public void sealed(long first, BlockId last) {
    workers.forEach(MirrorWorker::wake);
  }

  @Override
  public void reverted(BlockId to) {
    workers.forEach(MirrorWorker::wake);
  }

  @Override
  public void tagsMoved() {
    workers.forEach(MirrorWorker::wake);
  }

  @Override
  public List<MirrorStatus> statuses() {
    return workers.stream().map(MirrorWorker::status).toList();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= joinToTheEnd(thread);
    }
    connections.forEach(EngineConnection::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing may read the store afterwards; whether the caller was interrupted meanwhile. */
  private static boolean joinToTheEnd(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
