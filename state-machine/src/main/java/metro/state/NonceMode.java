package metro.state;

import java.util.Arrays;
import java.util.Optional;

/** How a rollup's lanes treat nonces. */
public enum NonceMode {
  /** Tolerates a rollup whose nonces run apart from the lane, within a window. */
  WINDOW(1),
  /** Exactly the next nonce. */
  STRICT(2);

  private final int code;

  NonceMode(int code) {
    this.code = code;
  }

  /** The stable number in encodings. */
  public int code() {
    return code;
  }

  /** The mode with a stable number, empty when there is none. */
  public static Optional<NonceMode> ofCode(int code) {
    return Arrays.stream(values()).filter(m -> m.code == code).findFirst();
  }

  static NonceMode decode(Decoder in, String field) {
    int code = in.u8(field);
    return ofCode(code).orElseThrow(() -> new MalformedException(field + " is " + code));
  }
}
