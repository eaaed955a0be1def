package metro.state;

import java.util.List;
import java.util.Optional;

/**
 * What one log entry did.
 *
 * @param changes to write, together with the entry's log position, in one atomic step
 * @param block the block it made, if any
 * @param outcomes one for each proposed item; for a batch entry one {@link Outcome.Rejected} when
 *     the cursor had moved on, else none
 * @param heads all rollups' heads after it
 */
public record ApplyResult(
    ChangeSet changes, Optional<Block> block, List<Outcome> outcomes, HeadsTree heads) {
  public ApplyResult {
    outcomes = List.copyOf(outcomes);
  }
}
