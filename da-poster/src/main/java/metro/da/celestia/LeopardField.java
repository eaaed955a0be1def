package metro.da.celestia;

/**
 * Arithmetic on labels of a binary field: label x stands for the sum of the Cantor basis elements
 * at x's set bits. Adding labels is XOR; the tables here multiply them.
 */
final class LeopardField {
  private static final int[] CANTOR_8 = {1, 214, 152, 146, 86, 200, 88, 230};
  private static final int[] CANTOR_16 = {
    0x0001, 0xACCA, 0x3C0E, 0x163E, 0xC582, 0xED2E, 0x914C, 0x4012, 0x6C98, 0x10D8, 0x6A72, 0xB900,
    0xFDB8, 0xFB34, 0xFF38, 0x991E
  };

  private final int order;
  private final int[] log;
  private final int[] exp;

  private LeopardField(int polynomial, int[] cantor) {
    int size = 1 << cantor.length;
    order = size - 1;
    int[] element = elements(size, cantor);
    int[] label = new int[size];
    for (int x = 0; x < size; x++) {
      label[element[x]] = x;
    }
    int[] elementLog = new int[size];
    exp = new int[2 * order];
    int power = 1;
    for (int i = 0; i < order; i++) {
      elementLog[power] = i;
      exp[i] = label[power];
      exp[i + order] = label[power];
      power <<= 1;
      power ^= power >= size ? polynomial : 0;
    }
    log = new int[size];
    for (int x = 1; x < size; x++) {
      log[x] = elementLog[element[x]];
    }
  }

  private static int[] elements(int size, int[] cantor) {
    int[] element = new int[size];
    for (int x = 1; x < size; x++) {
      int lowest = Integer.numberOfTrailingZeros(x);
      element[x] = element[x & (x - 1)] ^ cantor[lowest];
    }
    return element;
  }

  /** GF(2^8) over x^8+x^4+x^3+x^2+1. */
  static LeopardField gf8() {
    return new LeopardField(0x11D, CANTOR_8);
  }

  /** GF(2^16) over x^16+x^5+x^3+x^2+1. */
  static LeopardField gf16() {
    return new LeopardField(0x1002D, CANTOR_16);
  }

  /** The product of two labels. */
  int multiply(int a, int b) {
    return a == 0 || b == 0 ? 0 : exp[log[a] + log[b]];
  }

  /** The quotient of two labels, the second not 0. */
  int divide(int a, int b) {
    return a == 0 ? 0 : exp[log[a] + order - log[b]];
  }
}
