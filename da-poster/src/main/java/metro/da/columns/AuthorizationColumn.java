package metro.da.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Signature;
import metro.ethereum.UInt256;
import metro.state.Encoder;
import metro.state.Limits;

/**
 * Code delegations (EIP-7702): chain ids, nonces and parities apart, r and s in the tail. Their
 * signatures may be anything, so they are written in full.
 */
final class AuthorizationColumn {
  private static final int MIN_SIZE = Address.SIZE + 5;

  private AuthorizationColumn() {}

  /** Writes all but the addresses, which it returns. */
  static List<Address> write(ColumnWriter out, List<List<Authorization>> lists) {
    List<Authorization> all = lists.stream().flatMap(List::stream).toList();
    out.numbers(lists.stream().mapToLong(List::size).toArray());
    AmountColumn.write(out, all.stream().map(Authorization::chainId).toList());
    AmountColumn.write(out, all.stream().map(a -> UInt256.of(a.nonce())).toList());
    Encoder parities = new Encoder();
    for (Authorization one : all) {
      parities.u8(one.signature().yParity());
      out.tail().raw(one.signature().r().toBytes()).raw(one.signature().s().toBytes());
    }
    out.plane(parities.toBytes());
    return all.stream().map(Authorization::address).toList();
  }

  /**
   * What was read so far; addresses are still zero.
   *
   * @param sizes of the lists
   * @param all of all transactions
   */
  record Pending(List<Integer> sizes, List<Authorization> all) {
    /** How many addresses there are. */
    int addressCount() {
      return all.size();
    }

    /** The list of each transaction. */
    List<List<Authorization>> complete(List<Address> addresses) {
      Iterator<Address> address = addresses.iterator();
      Iterator<Authorization> next = all.iterator();
      List<List<Authorization>> out = new ArrayList<>();
      for (int size : sizes) {
        List<Authorization> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          Authorization a = next.next();
          list.add(new Authorization(a.chainId(), address.next(), a.nonce(), a.signature()));
        }
        out.add(list);
      }
      return out;
    }
  }

  static Pending read(ColumnReader in, int count) {
    int[] sizes = in.counts(count, Limits.MAX_TRANSACTION_BYTES, "authorization count");
    int all = 0;
    for (int size : sizes) {
      in.spend((long) size * MIN_SIZE, "authorizations");
      all += size;
    }
    List<UInt256> chainIds = AmountColumn.read(in, all, "authorization chain id");
    long[] nonces = AmountColumn.readLongs(in, all, "authorization nonce");
    byte[] parities = in.plane(all, "authorization parity");
    List<Authorization> out = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      Signature signature =
          new Signature(
              parities[i] & 0xff,
              UInt256.fromBytes(in.tail().raw(32, "authorization r")),
              UInt256.fromBytes(in.tail().raw(32, "authorization s")));
      out.add(new Authorization(chainIds.get(i), Address.ZERO, nonces[i], signature));
    }
    return new Pending(Arrays.stream(sizes).boxed().toList(), out);
  }
}
