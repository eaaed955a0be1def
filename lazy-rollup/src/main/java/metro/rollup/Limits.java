package metro.rollup;

import java.time.Duration;

/** Every bound of a rollup node. */
public final class Limits {
  /** Heads kept after the newest certified one, to check certificates that come later. */
  public static final int MAX_UNCERTIFIED_HEADS = 65_536;

  /** Bytes of one message of a follow stream: a rollup block of a whole log entry, and some. */
  public static final int MAX_FOLLOW_MESSAGE_BYTES = 8 * 1024 * 1024;

  /** First and longest wait before a member is tried again. */
  public static final Duration FIRST_BACKOFF = Duration.ofMillis(200);

  /** See {@link #FIRST_BACKOFF}. */
  public static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);

  /** How long a member that was caught lying is left alone. */
  public static final Duration LIAR_BACKOFF = Duration.ofMinutes(10);

  /** Time limit of connecting to a mirror's Engine API, and of one call. */
  public static final Duration MIRROR_CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** See {@link #MIRROR_CONNECT_TIMEOUT}; a client executes a whole block within it. */
  public static final Duration MIRROR_CALL_TIMEOUT = Duration.ofSeconds(30);

  /** How often a mirror looks for moved heads when nobody tells it. */
  public static final Duration MIRROR_LOOK_INTERVAL = Duration.ofSeconds(1);

  /** Bytes of one answer of a mirror. */
  public static final int MAX_MIRROR_RESPONSE_BYTES = 16 * 1024 * 1024;

  /** Characters of a mirror's words that are kept. */
  public static final int MAX_MIRROR_TEXT_CHARS = 2_000;

  /** Blocks given to a mirror that is behind before it is told to make them its chain. */
  public static final int MIRROR_BLOCKS_PER_FORKCHOICE = 16;

  /** Messages of a follow stream read before they are taken. */
  public static final int MAX_UPDATES_AHEAD = 8;

  /** A stream that says nothing for so long is left for another member. */
  public static final Duration SILENCE = Duration.ofSeconds(30);

  /** Time limit of one call to a member. */
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  /** DA heights fetched ahead while catching up. */
  public static final int DA_FETCH_AHEAD = 16;

  /** Forced transactions of one second of the rollup; the rest goes to the seconds after. */
  public static final int MAX_FORCED_PER_SECOND = 32;

  /** Bytes of forced transactions of one second: two of the largest. */
  public static final int MAX_FORCED_BYTES_PER_SECOND = 256 * 1024;

  /** How much later than the delay a forced transaction may get; one that would is dropped. */
  public static final Duration MAX_FORCED_LATENESS = Duration.ofHours(1);

  /** Evidence files kept; further ones are counted and logged only. */
  public static final int MAX_EVIDENCE_FILES = 1024;

  private Limits() {}
}
