package metro.da.batch;

import java.util.Optional;

/**
 * Everything besides the replicated cursor that the plan looks at.
 *
 * @param certifiedHeight newest sequencer height with a certificate
 * @param fittingHeight last height the next batch has room for, at most the certified one
 * @param isDue whether the oldest unposted block has waited long enough or the batch is full
 * @param daHead newest DA height seen
 * @param scannedTo DA height up to which the prepared batch was looked for and not found
 * @param sighting the prepared batch, when it was found
 * @param submission what is known of submitting it
 */
public record PostingView(
    long certifiedHeight,
    long fittingHeight,
    boolean isDue,
    long daHead,
    long scannedTo,
    Optional<Sighting> sighting,
    Submission submission) {}
