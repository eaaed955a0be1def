package metro.da.columns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which the words of many calls are written: function by function as they first
 * appear, in each the first arguments of all calls, then the second, and so on: like beside like.
 */
final class CallOrder {
  static final int SELECTOR_SIZE = 4;

  private CallOrder() {}

  /** Takes one word after the other. */
  interface Visitor {
    /** The word in {@code call} from {@code at} on. */
    void word(byte[] call, int at);
  }

  /** Whether data are a selector and whole words. */
  static boolean isCall(int length) {
    return length % Word.SIZE == SELECTOR_SIZE;
  }

  static int words(int length) {
    return length / Word.SIZE;
  }

  /** Shows every word of {@code calls}, whose selectors are in place. */
  static void visit(List<byte[]> calls, Visitor visitor) {
    Map<Integer, List<byte[]>> functions = new LinkedHashMap<>();
    for (byte[] call : calls) {
      functions.computeIfAbsent(selector(call), s -> new ArrayList<>()).add(call);
    }
    functions.values().forEach(function -> visitFunction(function, visitor));
  }

  private static void visitFunction(List<byte[]> calls, Visitor visitor) {
    List<byte[]> left = calls;
    for (int at = SELECTOR_SIZE; !left.isEmpty(); at += Word.SIZE) {
      List<byte[]> longer = new ArrayList<>();
      for (byte[] call : left) {
        if (call.length > at) {
          visitor.word(call, at);
          longer.add(call);
        }
      }
      left = longer;
    }
  }

  static int selector(byte[] call) {
    return (call[0] & 0xff) << 24
        | (call[1] & 0xff) << 16
        | (call[2] & 0xff) << 8
        | (call[3] & 0xff);
  }
}
