package metro.da.batch;

import java.util.Optional;
import metro.da.Refusal;

/**
 * What the poster is doing, for people and metrics.
 *
 * @param isLeading whether it works at all
 * @param activity the last step
 * @param trouble why the last step failed; empty when it did not
 * @param hindrance why the layer does not take the batch on its way, if it does not
 * @param failuresInARow steps that failed since one succeeded
 * @param submissions handed over by this process
 * @param posted batches reported by this process
 * @param daHead newest DA height seen
 */
public record PosterStatus(
    boolean isLeading,
    String activity,
    String trouble,
    Optional<Refusal> hindrance,
    int failuresInARow,
    long submissions,
    long posted,
    long daHead) {
  /** Before the first step. */
  public static final PosterStatus START =
      new PosterStatus(false, "", "", Optional.empty(), 0, 0, 0, 0);

  PosterStatus leading(boolean leads) {
    return new PosterStatus(
        leads, activity, trouble, hindrance, failuresInARow, submissions, posted, daHead);
  }

  PosterStatus did(String what, long head) {
    return new PosterStatus(
        isLeading, what, trouble, hindrance, failuresInARow, submissions, posted, head);
  }

  PosterStatus fine() {
    return new PosterStatus(isLeading, activity, "", hindrance, 0, submissions, posted, daHead);
  }

  PosterStatus failed(String why) {
    return new PosterStatus(
        isLeading, activity, why, hindrance, failuresInARow + 1, submissions, posted, daHead);
  }

  PosterStatus hindered(Optional<Refusal> why) {
    return new PosterStatus(
        isLeading, activity, trouble, why, failuresInARow, submissions, posted, daHead);
  }

  PosterStatus submitted() {
    return new PosterStatus(
        isLeading, activity, trouble, hindrance, failuresInARow, submissions + 1, posted, daHead);
  }

  PosterStatus reported() {
    return new PosterStatus(
        isLeading, activity, trouble, hindrance, failuresInARow, submissions, posted + 1, daHead);
  }
}
