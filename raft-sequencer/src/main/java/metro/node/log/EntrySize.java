package metro.node.log;

import metro.state.Limits;

/** The size check before an entry is submitted: one too large would cost the leader its office. */
public final class EntrySize {
  private EntrySize() {}

  /**
   * Returns {@code entry}.
   *
   * @throws IllegalArgumentException when it is larger than {@link Limits#MAX_ENTRY_BYTES}
   */
  public static byte[] check(byte[] entry) {
    if (entry.length > Limits.MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "log entry of " + entry.length + " bytes, the limit is " + Limits.MAX_ENTRY_BYTES);
    }
    return entry;
  }
}
