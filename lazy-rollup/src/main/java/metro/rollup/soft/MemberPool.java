package metro.rollup.soft;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import metro.rollup.Limits;

/**
 * The members and when each may be tried again: a failing one after a doubling wait, a lying one
 * after a long one. Somebody can always be tried in the end, also when all have lied. Safe for many
 * threads.
 */
public final class MemberPool implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Slot> slots = new ArrayList<>();
  private final InstantSource clock;

  private static final class Slot {
    final Member member;
    Instant notBefore = Instant.MIN;
    Duration backoff = Limits.FIRST_BACKOFF;
    long uses;

    Slot(Member member) {
      this.member = member;
    }
  }

  /** A pool of at least one endpoint. */
  public MemberPool(List<MemberEndpoint> endpoints, InstantSource clock) {
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("a rollup node needs the endpoint of at least one member");
    }
    this.clock = clock;
    endpoints.forEach(endpoint -> slots.add(new Slot(new Member(endpoint))));
  }

  /**
   * A member and how long to wait before it is tried.
   *
   * @param member the one whose turn it is
   * @param delay zero when it may be tried now
   */
  public record Choice(Member member, Duration delay) {}

  /** The member that may be tried first; among several the one used least. */
  public Choice next() {
    return locked(() -> {
      Instant now = clock.instant();
      Slot slot =
          slots.stream()
              .min(
                  Comparator.comparing((Slot s) -> s.notBefore.isAfter(now) ? s.notBefore : now)
                      .thenComparingLong(s -> s.uses))
              .orElseThrow();
      slot.uses++;
      boolean isFree = !slot.notBefore.isAfter(now);
      return new Choice(
          slot.member, isFree ? Duration.ZERO : Duration.between(now, slot.notBefore));
    });
  }

  /** All members that may be tried now, the one used least first. */
  public List<Member> available() {
    return locked(() -> {
      Instant now = clock.instant();
      return slots.stream()
          .sorted(
              Comparator.comparing((Slot s) -> s.notBefore.isAfter(now))
                  .thenComparingLong(s -> s.uses))
          .map(s -> s.member)
          .toList();
    });
  }

  /** The member was useful. */
  public void succeeded(Member member) {
    update(member, slot -> slot.backoff = Limits.FIRST_BACKOFF);
  }

  /** The member was of no use. */
  public void failed(Member member) {
    update(
        member,
        slot -> {
          slot.notBefore = clock.instant().plus(slot.backoff);
          Duration doubled = slot.backoff.multipliedBy(2);
          slot.backoff =
              doubled.compareTo(Limits.LONGEST_BACKOFF) > 0 ? Limits.LONGEST_BACKOFF : doubled;
        });
  }

  /** The member said what cannot be true. */
  public void lied(Member member) {
    update(member, slot -> slot.notBefore = clock.instant().plus(Limits.LIAR_BACKOFF));
  }

  @Override
  public void close() {
    slots.forEach(slot -> slot.member.close());
  }

  private void update(Member member, java.util.function.Consumer<Slot> change) {
    locked(() -> {
      slots.stream().filter(slot -> slot.member == member).forEach(change);
      return member;
    });
  }

  private <T> T locked(java.util.function.Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
