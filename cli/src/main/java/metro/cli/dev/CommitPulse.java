package metro.cli.dev;

import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import metro.cli.client.MemberClient;
import metro.cli.client.RpcClient;
import metro.cli.client.RpcException;
import metro.cli.init.CommitteePlan.RollupPlan;
import metro.da.celestia.Namespace;
import metro.jsonrpc.Json;
import metro.soft.Certificate;
import metro.wire.Certified;
import metro.wire.FollowRequest;
import metro.wire.FollowUpdate;
import metro.wire.Posted;
import metro.wire.SequencerGrpc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Feels the committee's pulse on its public stream: how long a block takes to its certificate, and
 * what the newest batch weighs on the DA layer.
 */
final class CommitPulse implements AutoCloseable {
  private static final int SAMPLES = 512;
  private static final long RETRY_MS = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final World world;
  private final RollupPlan rollup;
  private final Thread thread;
  private final Deque<Long> latenciesMs = new ArrayDeque<>();
  private String batch = "none yet";
  private long certified;

  private CommitPulse(World world) {
    this.world = world;
    this.rollup = world.plan().committee().rollups().getFirst();
    this.thread = Thread.ofVirtual().name("pulse").unstarted(this::run);
  }

  static CommitPulse start(World world) {
    CommitPulse pulse = new CommitPulse(world);
    pulse.thread.start();
    return pulse;
  }

  /** Time from the leader's stamp on a block to its certificate here, of the newest blocks. */
  String latency() {
    lock.lock();
    try {
      if (latenciesMs.isEmpty()) {
        return "no certificate yet";
      }
      long[] sorted = latenciesMs.stream().mapToLong(Long::longValue).sorted().toArray();
      return "block to certificate: median %d ms, 99%% %d ms (last %d)"
          .formatted(sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], sorted.length);
    } finally {
      lock.unlock();
    }
  }

  /** The newest batch on the DA layer. */
  String batch() {
    lock.lock();
    try {
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    int next = 0;
    while (!Thread.currentThread().isInterrupted()) {
      var members = world.plan().committee().members();
      try {
        follow(world.client(members.get(next++ % members.size())));
      } catch (StatusRuntimeException e) {
        // The member is away or restarting: the next one has the same stream.
      }
      try {
        Thread.sleep(RETRY_MS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void follow(MemberClient member) {
    long height = member.committee().map(c -> c.getCertifiedHeight()).orElse(0L);
    lock.lock();
    try {
      certified = Math.max(certified, height);
    } finally {
      lock.unlock();
    }
    FollowRequest request =
        FollowRequest.newBuilder()
            .setRollup(rollup.spec().id().chainId())
            .setFromNumber(Long.MAX_VALUE)
            .build();
    Iterator<FollowUpdate> updates =
        SequencerGrpc.newBlockingStub(member.channel()).follow(request);
    while (updates.hasNext()) {
      switch (updates.next()) {
        case FollowUpdate u when u.hasCertified() -> onCertified(u.getCertified());
        case FollowUpdate u when u.hasPosted() -> onPosted(u.getPosted());
        default -> {}
      }
    }
  }

  private void onCertified(Certified update) {
    long now = System.currentTimeMillis();
    var header = Certificate.decode(update.getCertificate().toByteArray()).header();
    lock.lock();
    try {
      // What was certified before this began says nothing about latency.
      if (header.height() > certified) {
        certified = header.height();
        latenciesMs.addLast(Math.max(0, now - header.timeMs()));
        if (latenciesMs.size() > SAMPLES) {
          latenciesMs.removeFirst();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void onPosted(Posted posted) {
    String text;
    try {
      text =
          "%d to height %d: %s at DA height %d"
              .formatted(
                  posted.getBatch(),
                  posted.getToHeight(),
                  blobs(posted.getDaHeight()),
                  posted.getDaHeight());
    } catch (RpcException e) {
      text = "%d to height %d".formatted(posted.getBatch(), posted.getToHeight());
    }
    lock.lock();
    try {
      batch = text;
    } finally {
      lock.unlock();
    }
  }

  private String blobs(long daHeight) throws RpcException {
    ArrayNode namespaces = Json.array();
    namespaces.add(base64(Namespace.ofCommittee(DevPlan.COMMITTEE_CHAIN_ID)));
    world
        .plan()
        .committee()
        .rollups()
        .forEach(r -> namespaces.add(base64(Namespace.ofRollup(r.spec().id()))));
    RpcClient da = world.da();
    long bytes = 0;
    int count = 0;
    for (JsonNode blob : da.call("blob.GetAll", daHeight, namespaces)) {
      bytes += Base64.getDecoder().decode(blob.path("data").asString("")).length;
      count++;
    }
    return "%d blobs, %,d bytes".formatted(count, bytes);
  }

  private static String base64(Namespace namespace) {
    return Base64.getEncoder().encodeToString(namespace.bytes().toArray());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
