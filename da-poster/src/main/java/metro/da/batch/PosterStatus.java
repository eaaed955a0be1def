package metro.da.batch;

/**
 * What the poster is doing, for people and metrics.
 *
 * @param isLeading whether it works at all
 * @param activity the last step
 * @param trouble why the last step failed; empty when it did not
 * @param failuresInARow steps that failed since one succeeded
 * @param submissions handed over by this process
 * @param posted batches reported by this process
 * @param daHead newest DA height seen
 */
public record PosterStatus(
    boolean isLeading,
    String activity,
    String trouble,
    int failuresInARow,
    long submissions,
    long posted,
    long daHead) {
  /** Before the first step. */
  public static final PosterStatus START = new PosterStatus(false, "", "", 0, 0, 0, 0);

  PosterStatus leading(boolean leads) {
    return new PosterStatus(leads, activity, trouble, failuresInARow, submissions, posted, daHead);
  }

  PosterStatus did(String what, long head) {
    return new PosterStatus(isLeading, what, "", 0, submissions, posted, head);
  }

  PosterStatus failed(String why) {
    return new PosterStatus(
        isLeading, activity, why, failuresInARow + 1, submissions, posted, daHead);
  }

  PosterStatus submitted() {
    return new PosterStatus(
        isLeading, activity, trouble, failuresInARow, submissions + 1, posted, daHead);
  }

  PosterStatus reported() {
    return new PosterStatus(
        isLeading, activity, trouble, failuresInARow, submissions, posted + 1, daHead);
  }
}
