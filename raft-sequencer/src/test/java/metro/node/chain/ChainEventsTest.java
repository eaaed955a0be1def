package metro.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import metro.node.testing.Await;
import metro.state.PostingCursor;
import org.junit.jupiter.api.Test;

final class ChainEventsTest {
  /** Notes each call; waits before the first until it may go on. */
  private static final class Slow implements ChainListener {
    final CountDownLatch mayGoOn = new CountDownLatch(1);
    final CountDownLatch waiting = new CountDownLatch(1);
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void onPosted(PostingCursor cursor) {
      waiting.countDown();
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      calls.add("posted " + cursor.postedHeight());
    }

    @Override
    public void onGap(long height) {
      calls.add("gap " + height);
    }
  }

  private static void publish(ChainEvents events, long height) {
    PostingCursor start = PostingCursor.START;
    PostingCursor cursor = new PostingCursor(0, height, start.postedHash(), 0, start.prepared());
    events.publish(height, l -> l.onPosted(cursor));
  }

  @Test
  void callsComeInOrder() {
    try (ChainEvents events = new ChainEvents()) {
      Slow listener = new Slow();
      listener.mayGoOn.countDown();
      events.add(listener);
      publish(events, 1);
      publish(events, 2);
      Await.until("both calls came", () -> listener.calls.size() == 2);
      assertThat(listener.calls).containsExactly("posted 1", "posted 2");
    }
  }

  @Test
  void aSlowListenerHoldsNobodyUpAndIsToldWhereToReadFrom() throws InterruptedException {
    try (ChainEvents events = new ChainEvents()) {
      Slow slow = new Slow();
      Slow quick = new Slow();
      quick.mayGoOn.countDown();
      events.add(slow);
      publish(events, 1);
      slow.waiting.await();
      events.add(quick);
      long last = ChainEvents.MAX_QUEUED_CALLS + 10;
      for (long height = 2; height <= last; height++) {
        publish(events, height);
        long told = height;
        Await.until("the quick one is not held up", () -> quick.calls.size() >= told - 1);
      }
      slow.mayGoOn.countDown();
      Await.until("the slow one is told of the gap", () -> slow.calls.contains("gap " + last));
      assertThat(slow.calls).hasSize(ChainEvents.MAX_QUEUED_CALLS + 2).endsWith("gap " + last);
      publish(events, last + 1);
      Await.until(
          "calls go on after the gap", () -> slow.calls.getLast().equals("posted " + (last + 1)));
    }
  }

  @Test
  void anEndedRegistrationHearsNothing() {
    try (ChainEvents events = new ChainEvents()) {
      Slow ended = new Slow();
      ended.mayGoOn.countDown();
      Slow other = new Slow();
      other.mayGoOn.countDown();
      events.add(ended).close();
      events.add(other);
      publish(events, 1);
      Await.until("the other hears", () -> other.calls.size() == 1);
      assertThat(ended.calls).isEmpty();
    }
  }
}
