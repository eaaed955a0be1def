package metro.bench.result;

/** Names of steps the report compares with each other. */
public final class Names {
  /** Transfers, as many as go. */
  public static final String TRANSFERS = "transfers, saturated";

  /** The same from clients that name the signers. */
  public static final String NAMED = "transfers, signers named, saturated";

  /** Transfers at half of that. */
  public static final String HALF = "transfers, half load";

  /** 8 KiB calls, as many as go. */
  public static final String PAYLOAD = "8 KiB calls, saturated";

  /** 8 KiB calls at nine megabytes per second. */
  public static final String SUSTAINED = "8 KiB calls, 9 MB/s sustained";

  /** The bare log with the entries seen at half load. */
  public static final String RAW_HALF = "entries of half load";

  /** The bare log with the entries seen with transfers saturated. */
  public static final String RAW_TRANSFERS = "entries of transfers, saturated";

  /** The bare log with the entries seen with 8 KiB calls saturated. */
  public static final String RAW_PAYLOAD = "entries of 8 KiB calls, saturated";

  private Names() {}

  /** Transfers at a part of what goes. */
  public static String at(int percent) {
    return percent == 50 ? HALF : "transfers, %d %%".formatted(percent);
  }
}
