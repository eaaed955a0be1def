package metro.soft;

import java.io.IOException;
import java.util.Optional;

/**
 * Where a member's {@link GuardRecord} lives: on storage of its own that is never restored together
 * with the replicated log. Used by one {@link SigningGuard} at a time.
 */
public interface GuardStore {
  /**
   * What was saved last; empty when nothing ever was.
   *
   * @throws metro.state.MalformedException when there is something, but no record
   * @throws IOException when it cannot be read
   */
  Optional<GuardRecord> load() throws IOException;

  /**
   * Returns only when {@code record} will be found after a power cut.
   *
   * @throws IOException when that is not certain; the old or the new record may then be found
   */
  void save(GuardRecord record) throws IOException;

  /** Where it is, for messages. */
  String describe();
}
