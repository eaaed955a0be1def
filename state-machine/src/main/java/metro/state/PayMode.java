package metro.state;

import java.util.List;
import java.util.Optional;

/** Who pays for a rollup's transactions. */
public enum PayMode {
  SENDER(1),
  SPONSOR(2),
  SPONSOR_THEN_SENDER(3);

  private static final List<PayMode> ALL = List.of(values());

  private final int code;

  PayMode(int code) {
    this.code = code;
  }

  /** The stable number in encodings. */
  public int code() {
    return code;
  }

  /** The mode with a stable number, empty when there is none. */
  public static Optional<PayMode> ofCode(int code) {
    for (PayMode mode : ALL) {
      if (mode.code == code) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }

  static PayMode decode(Decoder in, String field) {
    int code = in.u8(field);
    return ofCode(code).orElseThrow(() -> new MalformedException(field + " is " + code));
  }
}
