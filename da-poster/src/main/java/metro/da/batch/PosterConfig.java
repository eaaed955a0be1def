package metro.da.batch;

import java.time.Duration;
import java.util.Optional;
import metro.da.Limits;
import metro.ethereum.Address;

/**
 * How the poster works.
 *
 * @param signer the DA account that pays, the same on every member and known to readers
 * @param namespaces where blobs go
 * @param policy how patient it is
 * @param readTimeout for one read of the DA layer
 * @param submitTimeout for one submission
 * @param proposeTimeout until a proposal is taken for lost
 * @param pause between looks when there is nothing to do, and after a failure
 */
public record PosterConfig(
    Optional<Address> signer,
    Namespaces namespaces,
    PostingPolicy policy,
    Duration readTimeout,
    Duration submitTimeout,
    Duration proposeTimeout,
    Duration pause) {
  /** The usual times. */
  public static PosterConfig of(Optional<Address> signer, PostingPolicy policy) {
    return new PosterConfig(
        signer,
        Namespaces.DEFAULT,
        policy,
        Limits.READ_TIMEOUT,
        Limits.SUBMIT_TIMEOUT,
        Duration.ofSeconds(10),
        Duration.ofMillis(500));
  }
}
