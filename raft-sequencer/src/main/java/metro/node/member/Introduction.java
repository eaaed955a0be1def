package metro.node.member;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import metro.soft.SoftCommit;
import metro.state.MalformedException;
import metro.wire.MemberGrpc;
import metro.wire.MemberSignature;
import metro.wire.NewestSignaturesReply;
import metro.wire.NewestSignaturesRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member that believes to be new does before it takes part: it hears from the others which
 * signatures they know. If one of them is its own, it is not new but was wiped, and must not vote.
 *
 * <p>It waits for as many as make a majority together with it, however long that takes: without
 * them the committee orders nothing anyway.
 */
public final class Introduction {
  private static final Logger LOG = LoggerFactory.getLogger(Introduction.class);

  /** How long those are waited for that are not needed for a majority. */
  private static final long OTHERS_MS = 1_000;

  private static final long ANSWER_MS = 2_000;
  private static final long RETRY_MS = 100;

  private final PeerChannels channels;
  private final Consumer<SoftCommit> sink;

  /** Hands every commit it hears of to {@code sink}, unchecked. */
  public Introduction(PeerChannels channels, Consumer<SoftCommit> sink) {
    this.channels = channels;
    this.sink = sink;
  }

  /**
   * Returns when {@code enough} of the others have told what they know, and all others have or were
   * given a second.
   *
   * @throws IOException when the thread is interrupted
   */
  public void hear(int enough) throws IOException {
    List<String> names = channels.names();
    LOG.info("this member is new: asks {} what they know of it, waits for {}", names, enough);
    CountDownLatch needed = new CountDownLatch(enough);
    CountDownLatch all = new CountDownLatch(names.size());
    List<Thread> threads = new ArrayList<>();
    for (String name : names) {
      threads.add(
          Thread.ofVirtual()
              .name("introduction-to-" + name)
              .start(() -> {
                if (ask(name)) {
                  all.countDown();
                  needed.countDown();
                }
              }));
    }
    try {
      needed.await();
      var _ = all.await(OTHERS_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the other members", e);
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }

  /** Asks until there is an answer; false when interrupted. */
  private boolean ask(String name) {
    while (true) {
      try {
        channels.hurry(name);
        take(name, newest(name));
        return true;
      } catch (StatusRuntimeException e) {
        LOG.debug("{} does not answer: {}", name, e.getStatus());
      }
      try {
        Thread.sleep(RETRY_MS);
      } catch (InterruptedException e) {
        return false;
      }
    }
  }

  private NewestSignaturesReply newest(String name) {
    return MemberGrpc.newBlockingStub(channels.to(name).orElseThrow())
        .withDeadlineAfter(ANSWER_MS, TimeUnit.MILLISECONDS)
        .newestSignatures(NewestSignaturesRequest.getDefaultInstance());
  }

  private void take(String name, NewestSignaturesReply reply) {
    for (MemberSignature signature : reply.getSignaturesList()) {
      try {
        sink.accept(WireCommits.read(signature));
      } catch (MalformedException e) {
        LOG.error("member {} sends what is no signature: {}", name, e.getMessage());
      }
    }
  }
}
