package metro.ethereum;

import java.util.HexFormat;

/** Hexadecimal text with the {@code 0x} prefix Ethereum uses. */
public final class Hex {
  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /** {@code 0x} followed by two lower-case digits for each byte. */
  public static String encode(byte[] bytes) {
    return "0x" + FORMAT.formatHex(bytes);
  }

  /**
   * Reads an even number of digits of either case, with or without {@code 0x}.
   *
   * @throws IllegalArgumentException on an odd count or a character that is no digit
   */
  public static byte[] decode(String hex) {
    return FORMAT.parseHex(hex, hex.startsWith("0x") || hex.startsWith("0X") ? 2 : 0, hex.length());
  }
}
