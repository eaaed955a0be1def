package metro.da.celestia;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import metro.ethereum.Address;

/** Celestia's account addresses as text: {@code celestia1...} (BIP 173). */
public final class Bech32 {
  private static final String PREFIX = "celestia";
  private static final String DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM_SIZE = 6;

  private Bech32() {}

  /** The text of an account. */
  public static String encode(Address account) {
    byte[] data = regroup(account.bytes(), 8, 5, true);
    StringBuilder text = new StringBuilder(PREFIX).append('1');
    for (byte digit : data) {
      text.append(DIGITS.charAt(digit));
    }
    int checksum = polymod(data, new byte[CHECKSUM_SIZE]) ^ 1;
    for (int i = 0; i < CHECKSUM_SIZE; i++) {
      text.append(DIGITS.charAt((checksum >>> (5 * (CHECKSUM_SIZE - 1 - i))) & 31));
    }
    return text.toString();
  }

  /**
   * Reads {@link #encode}.
   *
   * @throws IllegalArgumentException when it is another prefix's, mistyped or of another length
   */
  public static Address decode(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String start = PREFIX + "1";
    if (!lower.startsWith(start) || lower.length() <= start.length() + CHECKSUM_SIZE) {
      throw new IllegalArgumentException("a Celestia address starts with celestia1");
    }
    String digits = lower.substring(start.length());
    byte[] all = new byte[digits.length()];
    for (int i = 0; i < all.length; i++) {
      int value = DIGITS.indexOf(digits.charAt(i));
      if (value < 0) {
        throw new IllegalArgumentException("a Celestia address has no " + digits.charAt(i));
      }
      all[i] = (byte) value;
    }
    byte[] data = Arrays.copyOf(all, all.length - CHECKSUM_SIZE);
    if (polymod(data, Arrays.copyOfRange(all, data.length, all.length)) != 1) {
      throw new IllegalArgumentException("the checksum of the Celestia address is wrong");
    }
    return Address.of(regroup(data, 5, 8, false));
  }

  private static byte[] regroup(byte[] in, int fromBits, int toBits, boolean pad) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (byte value : in) {
      buffer = ((buffer << fromBits) | (value & 0xff)) & 0xffff;
      bits += fromBits;
      while (bits >= toBits) {
        bits -= toBits;
        out.write((buffer >>> bits) & ((1 << toBits) - 1));
      }
    }
    if (pad && bits > 0) {
      out.write((buffer << (toBits - bits)) & ((1 << toBits) - 1));
    }
    return out.toByteArray();
  }

  private static int polymod(byte[] data, byte[] checksum) {
    int state = 1;
    for (int i = 0; i < PREFIX.length(); i++) {
      state = step(state, PREFIX.charAt(i) >>> 5);
    }
    state = step(state, 0);
    for (int i = 0; i < PREFIX.length(); i++) {
      state = step(state, PREFIX.charAt(i) & 31);
    }
    for (byte value : data) {
      state = step(state, value);
    }
    for (byte value : checksum) {
      state = step(state, value);
    }
    return state;
  }

  private static int step(int state, int value) {
    int top = state >>> 25;
    int next = ((state & 0x1ffffff) << 5) ^ value;
    for (int i = 0; i < GENERATOR.length; i++) {
      next ^= ((top >>> i) & 1) == 1 ? GENERATOR[i] : 0;
    }
    return next;
  }
}
