package metro.da.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import metro.ethereum.AccessListEntry;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Limits;

/** Access lists: entries of each transaction, keys of each entry, and all keys. */
final class AccessColumn {
  private AccessColumn() {}

  /** Writes all but the addresses, which it returns. */
  static List<Address> write(ColumnWriter out, List<List<AccessListEntry>> lists) {
    List<AccessListEntry> entries = lists.stream().flatMap(List::stream).toList();
    out.numbers(lists.stream().mapToLong(List::size).toArray());
    out.numbers(entries.stream().mapToLong(e -> e.storageKeys().size()).toArray());
    Encoder keys = new Encoder();
    entries.forEach(entry -> entry.storageKeys().forEach(keys::hash));
    out.plane(keys.toBytes());
    return entries.stream().map(AccessListEntry::address).toList();
  }

  /**
   * What was read so far.
   *
   * @param sizes of the lists
   * @param keys of each entry
   */
  record Pending(List<Integer> sizes, List<List<Hash>> keys) {
    /** How many addresses there are. */
    int addressCount() {
      return keys.size();
    }

    /** The list of each transaction. */
    List<List<AccessListEntry>> complete(List<Address> addresses) {
      Iterator<Address> address = addresses.iterator();
      Iterator<List<Hash>> entryKeys = keys.iterator();
      List<List<AccessListEntry>> out = new ArrayList<>();
      for (int size : sizes) {
        List<AccessListEntry> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          list.add(new AccessListEntry(address.next(), entryKeys.next()));
        }
        out.add(list);
      }
      return out;
    }
  }

  static Pending read(ColumnReader in, int count) {
    int[] sizes = in.counts(count, Limits.MAX_TRANSACTION_BYTES, "access list size");
    int entries = 0;
    for (int size : sizes) {
      in.spend((long) size * Address.SIZE, "access lists");
      entries += size;
    }
    int[] keyCounts = in.counts(entries, Limits.MAX_TRANSACTION_BYTES, "storage key count");
    Decoder bytes = new Decoder(in.plane("storage keys"));
    List<List<Hash>> keys = new ArrayList<>();
    for (int keyCount : keyCounts) {
      List<Hash> own = new ArrayList<>();
      for (int i = 0; i < keyCount; i++) {
        own.add(bytes.hash("storage keys"));
      }
      keys.add(own);
    }
    bytes.requireEnd("storage keys");
    return new Pending(Arrays.stream(sizes).boxed().toList(), keys);
  }
}
