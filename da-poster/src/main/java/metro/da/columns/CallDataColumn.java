package metro.da.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Limits;
import metro.state.MalformedException;

/**
 * Call data. Where they are a selector and whole words, selectors, classes of words, addresses and
 * amounts stand apart; other data stand as they are.
 */
final class CallDataColumn {
  private static final int ADDRESS_OFFSET = Word.SIZE - Address.SIZE;

  private CallDataColumn() {}

  /**
   * The words of all calls, taken apart.
   *
   * @param classes of words
   * @param addresses words that are one
   * @param amounts words that are one
   * @param plain bytes of the other words
   */
  private record Words(
      Encoder classes, List<Address> addresses, List<UInt256> amounts, Encoder plain) {
    void add(byte[] call, int at) {
      int wordClass = Word.classOf(call, at);
      classes.u8(wordClass);
      switch (wordClass) {
        case Word.ADDRESS -> addresses.add(Address.of(call, at + ADDRESS_OFFSET, Address.SIZE));
        case Word.AMOUNT -> amounts.add(UInt256.fromBytes(call, at, Word.SIZE));
        default -> {
          int from = at + Word.plainOffset(wordClass);
          plain.raw(Arrays.copyOfRange(call, from, from + Word.plainBytes(wordClass)));
        }
      }
    }
  }

  /** Writes all but the addresses in words, which it returns. */
  static List<Address> write(ColumnWriter out, List<Transaction> transactions) {
    out.numbers(transactions.stream().mapToLong(t -> t.data().length()).toArray());
    List<byte[]> calls = new ArrayList<>();
    List<Bytes> selectors = new ArrayList<>();
    Encoder other = new Encoder();
    for (Transaction transaction : transactions) {
      byte[] data = transaction.data().arrayForReading();
      if (CallOrder.isCall(data.length)) {
        calls.add(data);
        selectors.add(Bytes.wrap(Arrays.copyOf(data, CallOrder.SELECTOR_SIZE)));
      } else {
        other.raw(data);
      }
    }
    out.plane(other.toBytes());
    writeSelectors(out, selectors);
    Words words = new Words(new Encoder(), new ArrayList<>(), new ArrayList<>(), new Encoder());
    CallOrder.visit(calls, words::add);
    out.plane(words.classes().toBytes());
    AmountColumn.write(out, words.amounts());
    out.plane(words.plain().toBytes());
    return words.addresses();
  }

  private static void writeSelectors(ColumnWriter out, List<Bytes> selectors) {
    Dictionary<Bytes> dictionary = Dictionary.of(selectors);
    out.numbers(dictionary.symbols(selectors));
    Encoder literals = new Encoder();
    dictionary.literals().forEach(literal -> literals.raw(literal.arrayForReading()));
    out.plane(literals.toBytes());
  }

  /**
   * What was read of call data so far.
   *
   * @param data of each transaction; words are still zero
   * @param calls those with selectors
   * @param classes of words in {@link CallOrder}
   * @param amounts words that are one
   * @param plain bytes of the other words
   */
  record Pending(
      List<byte[]> data, List<byte[]> calls, Bytes classes, List<UInt256> amounts, Decoder plain) {
    /** How many words are addresses. */
    int addressCount() {
      return count(classes, Word.ADDRESS);
    }

    /** Fills the words in and returns the data of each transaction. */
    List<byte[]> complete(List<Address> addresses) {
      int[] next = new int[3];
      CallOrder.visit(
          calls,
          (call, at) -> {
            int wordClass = classes.at(next[0]++) & 0xff;
            switch (wordClass) {
              case Word.ADDRESS -> addresses.get(next[1]++).copyTo(call, at + ADDRESS_OFFSET);
              case Word.AMOUNT ->
                  System.arraycopy(amounts.get(next[2]++).toBytes(), 0, call, at, Word.SIZE);
              default -> {
                byte[] bytes = plain.raw(Word.plainBytes(wordClass), "call data word");
                System.arraycopy(bytes, 0, call, at + Word.plainOffset(wordClass), bytes.length);
              }
            }
            Word.require(call, at, wordClass);
          });
      plain.requireEnd("call data words");
      return data;
    }
  }

  private static int count(Bytes classes, int wanted) {
    int count = 0;
    for (int i = 0; i < classes.length(); i++) {
      count += classes.at(i) == wanted ? 1 : 0;
    }
    return count;
  }

  static Pending read(ColumnReader in, int count) {
    int[] lengths = in.counts(count, Limits.MAX_TRANSACTION_BYTES, "call data length");
    in.spend(Arrays.stream(lengths).asLongStream().sum(), "call data");
    Decoder other = new Decoder(in.plane("call data"));
    List<byte[]> data = new ArrayList<>();
    List<byte[]> calls = new ArrayList<>();
    int words = 0;
    for (int length : lengths) {
      if (CallOrder.isCall(length)) {
        data.add(new byte[length]);
        calls.add(data.getLast());
        words += CallOrder.words(length);
      } else {
        data.add(other.raw(length, "call data"));
      }
    }
    other.requireEnd("call data");
    readSelectors(in, calls);
    Bytes classes = Bytes.wrap(in.plane(words, "call data word classes"));
    int amounts = count(classes, Word.AMOUNT);
    return new Pending(
        data,
        calls,
        classes,
        AmountColumn.read(in, amounts, "call data amount"),
        new Decoder(in.plane("call data words")));
  }

  private static void readSelectors(ColumnReader in, List<byte[]> calls) {
    long[] symbols = in.numbers(calls.size(), "selectors");
    byte[] bytes = in.plane("selectors");
    if (bytes.length % CallOrder.SELECTOR_SIZE != 0) {
      throw new MalformedException("selectors are cut off");
    }
    ColumnReader.requireAtMost(bytes.length / CallOrder.SELECTOR_SIZE, calls.size(), "selectors");
    List<byte[]> literals = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += CallOrder.SELECTOR_SIZE) {
      literals.add(Arrays.copyOfRange(bytes, at, at + CallOrder.SELECTOR_SIZE));
    }
    Symbols<byte[]> reader = new Symbols<>(literals, Symbols.singles(symbols), "selectors");
    for (int i = 0; i < symbols.length; i++) {
      byte[] selector = reader.value(symbols[i], "selectors");
      System.arraycopy(selector, 0, calls.get(i), 0, selector.length);
    }
  }
}
