package metro.state;

import java.util.Arrays;
import java.util.Optional;

/** Who pays for a rollup's transactions. */
public enum PayMode {
  SENDER(1),
  SPONSOR(2),
  SPONSOR_THEN_SENDER(3);

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
    return Arrays.stream(values()).filter(m -> m.code == code).findFirst();
  }

  static PayMode decode(Decoder in, String field) {
    int code = in.u8(field);
    return ofCode(code).orElseThrow(() -> new MalformedException(field + " is " + code));
  }
}
