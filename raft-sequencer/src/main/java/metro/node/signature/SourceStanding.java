package metro.node.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Whose hints about signers are good enough to be checked together with others'. One wrong hint
 * makes a whole batch be searched, so a source joins only after so many right ones that were
 * checked alone, and after a wrong one needs far more. What it costs others to be spoiled once is
 * then less than what the source has to have checked alone in between. Safe for all threads.
 */
public final class SourceStanding {
  /** Right hints before a source joins. */
  public static final int PROBATION = 64;

  /** Right hints more after a wrong one. */
  public static final int PENALTY = 1024;

  /** Sources remembered; a forgotten one starts over. */
  public static final int MAX_SOURCES = 16_384;

  private final Cache<String, Integer> standing =
      Caffeine.newBuilder().maximumSize(MAX_SOURCES).build();

  /** Whether the source's hints may be checked together with others'. */
  public boolean mayJoin(String source) {
    Integer known = standing.getIfPresent(source);
    return known != null && known >= PROBATION;
  }

  /** The source named the right signer. */
  public void right(String source) {
    Integer known = standing.getIfPresent(source);
    if (known == null || known < PROBATION) {
      standing.asMap().merge(source, 1, Integer::sum);
    }
  }

  /** The source named another signer than there is, or the signature is nobody's. */
  public void wrong(String source) {
    standing.put(source, -PENALTY);
  }
}
