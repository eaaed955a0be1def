package metro.da.columns;

import metro.ethereum.Address;
import metro.state.MalformedException;

/**
 * The classes of a 32-byte word of call data. A class is one byte: 0 all zeros; 1 to 32 that many
 * bytes behind zeros; {@link #ADDRESS}; {@link #AMOUNT}; {@link #PADDED} + 1 to {@link #PADDED} +
 * 31 that many bytes before zeros. Each word has exactly one class.
 */
final class Word {
  static final int SIZE = 32;
  static final int ADDRESS = 33;
  static final int AMOUNT = 34;
  static final int PADDED = 64;

  private static final int MIN_AMOUNT_BYTES = 3;
  private static final int MIN_ADDRESS_BYTES = 15;

  private Word() {}

  /** The class of the word in {@code data} from {@code at} on. */
  static int classOf(byte[] data, int at) {
    int leading = 0;
    while (leading < SIZE && data[at + leading] == 0) {
      leading++;
    }
    int significant = SIZE - leading;
    if (significant > Address.SIZE) {
      int trailing = trailing(data, at);
      return trailing > leading ? PADDED + SIZE - trailing : significant;
    }
    if (significant >= MIN_ADDRESS_BYTES) {
      return ADDRESS;
    }
    return significant >= MIN_AMOUNT_BYTES ? AMOUNT : significant;
  }

  private static int trailing(byte[] data, int at) {
    int trailing = 0;
    while (data[at + SIZE - 1 - trailing] == 0) {
      trailing++;
    }
    return trailing;
  }

  /** How many bytes of the word are written as they are. */
  static int plainBytes(int wordClass) {
    if (wordClass <= SIZE) {
      return wordClass;
    }
    return wordClass > PADDED && wordClass < PADDED + SIZE ? wordClass - PADDED : 0;
  }

  /** Where in the word they stand. */
  static int plainOffset(int wordClass) {
    return wordClass <= SIZE ? SIZE - wordClass : 0;
  }

  /** Fails unless the word that was put together is of the class it was said to be. */
  static void require(byte[] data, int at, int wordClass) {
    if (classOf(data, at) != wordClass) {
      throw new MalformedException("call data word is not of its class " + wordClass);
    }
  }
}
