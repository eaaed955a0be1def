package metro.node.member;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import metro.soft.SoftCommit;
import metro.state.MalformedException;
import metro.wire.MemberGrpc;
import metro.wire.MemberSignature;
import metro.wire.SignaturesRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads every other member's signatures, one virtual thread each, connecting again and again. */
public final class PeerSignatures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerSignatures.class);
  private static final long FIRST_RETRY_MS = 50;
  private static final long LAST_RETRY_MS = 1_000;

  private final PeerChannels channels;
  private final Consumer<SoftCommit> sink;
  private final Consumer<String> lost;
  private final Context.CancellableContext context = Context.ROOT.withCancellation();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Hands every commit to {@code sink}, unchecked, and the names of members whose connection broke
   * to {@code lost}; both return at once.
   */
  public PeerSignatures(PeerChannels channels, Consumer<SoftCommit> sink, Consumer<String> lost) {
    this.lost = lost;
    this.channels = channels;
    this.sink = sink;
  }

  /** Begins to read. */
  public void start() {
    for (String member : channels.names()) {
      threads.add(
          Thread.ofVirtual()
              .name("signatures-of-" + member)
              .start(context.wrap(() -> follow(member))));
    }
  }

  @Override
  public void close() {
    context.cancel(null);
    threads.forEach(Thread::interrupt);
  }

  private void follow(String member) {
    long retryMs = FIRST_RETRY_MS;
    while (!context.isCancelled()) {
      long before = System.nanoTime();
      Connection connection = new Connection();
      try {
        read(member, connection);
      } catch (StatusRuntimeException e) {
        if (!context.isCancelled()) {
          LOG.debug("signatures of {}: {}", member, e.getStatus());
          if (connection.stood) {
            lost.accept(member);
          }
        }
      } catch (MalformedException e) {
        LOG.error("member {} sends what is no signature: {}", member, e.getMessage());
      }
      boolean lasted = System.nanoTime() - before > 1_000_000 * LAST_RETRY_MS;
      retryMs = lasted ? FIRST_RETRY_MS : Math.min(LAST_RETRY_MS, 2 * retryMs);
      if (!sleep(retryMs)) {
        return;
      }
      channels.hurry(member);
    }
  }

  /** Whether a connection came about, before it broke. */
  private static final class Connection {
    boolean stood;
  }

  private void read(String member, Connection connection) {
    Iterator<MemberSignature> signatures =
        MemberGrpc.newBlockingStub(
                channels.to(member).orElseThrow(Status.NOT_FOUND::asRuntimeException))
            .signatures(SignaturesRequest.getDefaultInstance());
    while (signatures.hasNext()) {
      connection.stood = true;
      sink.accept(WireCommits.read(signatures.next()));
    }
  }

  private static boolean sleep(long ms) {
    try {
      Thread.sleep(ms);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
