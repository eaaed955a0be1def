package metro.da.batch;

import java.util.Optional;

/**
 * Everything besides the replicated cursor that the plan looks at.
 *
 * @param certifiedHeight newest sequencer height with a certificate
 * @param fittingHeight last height the next batch has room for, at most the certified one; when the
 *     one on its way is too large, last height of a smaller one in its place
 * @param isDue whether the oldest unposted block has waited long enough or the batch is full
 * @param daHead newest DA height seen
 * @param scannedTo DA height up to which the prepared batch was looked for and not found
 * @param sighting the prepared batch, when it was found
 * @param submission what is known of sending it
 * @param quietFrom DA height from which on nobody can still hold what was sent unsigned
 * @param isTooLarge whether the layer refused it for its size, the last time it was sent
 * @param signs whether transactions are signed here
 */
public record PostingView(
    long certifiedHeight,
    long fittingHeight,
    boolean isDue,
    long daHead,
    long scannedTo,
    Optional<Sighting> sighting,
    Submission submission,
    long quietFrom,
    boolean isTooLarge,
    boolean signs) {}
