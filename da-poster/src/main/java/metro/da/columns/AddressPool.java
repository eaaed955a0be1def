package metro.da.columns;

import java.util.ArrayList;
import java.util.List;
import metro.ethereum.Address;
import metro.state.Decoder;
import metro.state.MalformedException;

/**
 * All addresses of a part under one dictionary, whether they receive, stand in call data or in an
 * access list. The columns hold symbols; the addresses themselves end the tail.
 */
final class AddressPool {
  private AddressPool() {}

  /** Writes the symbols of each column, then the addresses. */
  static void write(ColumnWriter out, List<List<Address>> columns) {
    Dictionary<Address> dictionary = Dictionary.of(columns.stream().flatMap(List::stream).toList());
    columns.forEach(column -> out.numbers(dictionary.symbols(column)));
    dictionary.literals().forEach(out.tail()::address);
  }

  /** Reads columns of so many addresses each. What is left of the tail are the addresses. */
  static List<List<Address>> read(ColumnReader in, int[] counts) {
    List<long[]> symbols = new ArrayList<>();
    int singles = 0;
    int all = 0;
    for (int count : counts) {
      long[] column = in.numbers(count, "addresses");
      symbols.add(column);
      singles += Symbols.singles(column);
      all += count;
    }
    Symbols<Address> reader = new Symbols<>(literals(in.tail(), all), singles, "addresses");
    List<List<Address>> out = new ArrayList<>();
    for (long[] column : symbols) {
      List<Address> addresses = new ArrayList<>();
      for (long symbol : column) {
        addresses.add(reader.value(symbol, "addresses"));
      }
      out.add(addresses);
    }
    return out;
  }

  private static List<Address> literals(Decoder tail, int max) {
    if (tail.remaining() % Address.SIZE != 0) {
      throw new MalformedException("addresses do not end with the columns' tail");
    }
    ColumnReader.requireAtMost(tail.remaining() / Address.SIZE, max, "addresses");
    List<Address> out = new ArrayList<>();
    while (tail.remaining() > 0) {
      out.add(tail.address("addresses"));
    }
    return out;
  }
}
