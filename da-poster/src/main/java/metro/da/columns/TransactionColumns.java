package metro.da.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import metro.ethereum.AccessListEntry;
import metro.ethereum.AccessListTransaction;
import metro.ethereum.Address;
import metro.ethereum.Authorization;
import metro.ethereum.Bytes;
import metro.ethereum.FeeMarketTransaction;
import metro.ethereum.LegacyTransaction;
import metro.ethereum.SetCodeTransaction;
import metro.ethereum.Signature;
import metro.ethereum.Transaction;
import metro.ethereum.UInt256;
import metro.state.Decoder;
import metro.state.Encoder;
import metro.state.Limits;
import metro.state.MalformedException;

/** Transactions of one chain, field by field. */
final class TransactionColumns {
  private TransactionColumns() {}

  static void write(ColumnWriter out, long chainId, List<Bytes> transactions) {
    List<Transaction> known = new ArrayList<>();
    List<Bytes> opaque = new ArrayList<>();
    Encoder shapes = new Encoder(transactions.size());
    for (Bytes raw : transactions) {
      Optional<Transaction> parsed = Shape.parse(raw, chainId);
      shapes.u8(parsed.map(Shape::of).orElse(Shape.OPAQUE.code()));
      parsed.ifPresentOrElse(known::add, () -> opaque.add(raw));
    }
    out.plane(shapes.toBytes());
    writeOpaque(out, opaque);
    known.forEach(t -> SignatureColumn.write(out.tail(), t.signature()));
    writeFields(out, known);
  }

  private static void writeOpaque(ColumnWriter out, List<Bytes> opaque) {
    out.numbers(opaque.stream().mapToLong(Bytes::length).toArray());
    Encoder bytes = new Encoder();
    opaque.forEach(raw -> bytes.raw(raw.arrayForReading()));
    out.plane(bytes.toBytes());
  }

  private static void writeFields(ColumnWriter out, List<Transaction> known) {
    NonceColumn.write(out, known.stream().mapToLong(Transaction::nonce).toArray());
    AmountColumn.write(
        out,
        known.stream()
            .filter(TransactionColumns::hasTip)
            .map(Transaction::maxPriorityFeePerGas)
            .toList());
    AmountColumn.write(out, known.stream().map(Transaction::maxFeePerGas).toList());
    AmountColumn.write(out, known.stream().map(t -> UInt256.of(t.gasLimit())).toList());
    AmountColumn.write(out, known.stream().map(Transaction::value).toList());
    List<Address> words = CallDataColumn.write(out, known);
    List<Address> accessed =
        AccessColumn.write(
            out,
            known.stream()
                .filter(t -> !(t instanceof LegacyTransaction))
                .map(Transaction::accessList)
                .toList());
    List<Address> delegates =
        AuthorizationColumn.write(
            out,
            known.stream()
                .filter(SetCodeTransaction.class::isInstance)
                .map(Transaction::authorizations)
                .toList());
    List<Address> receivers = known.stream().flatMap(t -> t.to().stream()).toList();
    AddressPool.write(out, List.of(receivers, words, accessed, delegates));
  }

  private static boolean hasTip(Transaction transaction) {
    return transaction instanceof FeeMarketTransaction || transaction instanceof SetCodeTransaction;
  }

  /** Reads {@code count} transactions. */
  static List<Bytes> read(ColumnReader in, long chainId, int count) {
    byte[] shapes = in.plane(count, "transaction shapes");
    Iterator<Bytes> opaque = readOpaque(in, shapes).iterator();
    Iterator<Transaction> known = readFields(in, chainId, withoutOpaque(shapes)).iterator();
    List<Bytes> out = new ArrayList<>();
    for (byte shape : shapes) {
      Bytes raw =
          Shape.read(shape) == Shape.OPAQUE ? opaque.next() : Bytes.wrap(known.next().encode());
      if (raw.length() > Limits.MAX_TRANSACTION_BYTES) {
        throw new MalformedException("transaction has " + raw.length() + " bytes");
      }
      out.add(raw);
    }
    return out;
  }

  private static byte[] withoutOpaque(byte[] shapes) {
    Encoder out = new Encoder(shapes.length);
    for (byte shape : shapes) {
      if (Shape.read(shape) != Shape.OPAQUE) {
        out.u8(shape);
      }
    }
    return out.toBytes();
  }

  private static List<Bytes> readOpaque(ColumnReader in, byte[] shapes) {
    int count = 0;
    for (byte shape : shapes) {
      count += Shape.read(shape) == Shape.OPAQUE ? 1 : 0;
    }
    int[] lengths = in.counts(count, Limits.MAX_TRANSACTION_BYTES, "opaque length");
    Decoder bytes = new Decoder(in.plane("opaque transactions"));
    List<Bytes> out = new ArrayList<>();
    for (int length : lengths) {
      out.add(Bytes.wrap(bytes.raw(length, "opaque transactions")));
    }
    bytes.requireEnd("opaque transactions");
    return out;
  }

  private static List<Transaction> readFields(ColumnReader in, long chainId, byte[] shapes) {
    int count = shapes.length;
    List<Signature> signatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      signatures.add(SignatureColumn.read(in.tail()));
    }
    int tips = 0;
    int lists = 0;
    int setCodes = 0;
    int creations = 0;
    for (byte value : shapes) {
      Shape shape = Shape.read(value);
      setCodes += shape == Shape.SET_CODE ? 1 : 0;
      tips += shape == Shape.SET_CODE || shape == Shape.FEE_MARKET ? 1 : 0;
      lists += shape == Shape.LEGACY ? 0 : 1;
      creations += Shape.isCreation(value) ? 1 : 0;
    }
    long[] nonces = NonceColumn.read(in, count);
    List<UInt256> tip = AmountColumn.read(in, tips, "tip");
    List<UInt256> fee = AmountColumn.read(in, count, "fee");
    long[] gas = AmountColumn.readLongs(in, count, "gas limit");
    List<UInt256> value = AmountColumn.read(in, count, "value");
    CallDataColumn.Pending data = CallDataColumn.read(in, count);
    AccessColumn.Pending access = AccessColumn.read(in, lists);
    AuthorizationColumn.Pending delegations = AuthorizationColumn.read(in, setCodes);
    int[] counts = {
      count - creations, data.addressCount(), access.addressCount(), delegations.addressCount()
    };
    List<List<Address>> addresses = AddressPool.read(in, counts);
    Fields fields =
        new Fields(
            chainId,
            Arrays.stream(nonces).boxed().toList(),
            tip.iterator(),
            fee,
            Arrays.stream(gas).boxed().toList(),
            addresses.get(0).iterator(),
            value,
            data.complete(addresses.get(1)),
            access.complete(addresses.get(2)).iterator(),
            delegations.complete(addresses.get(3)).iterator(),
            signatures);
    List<Transaction> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(fields.transaction(i, shapes[i]));
    }
    return out;
  }

  /** Columns as values: lists have an entry for each transaction, iterators for some. */
  private record Fields(
      long chainId,
      List<Long> nonces,
      Iterator<UInt256> tips,
      List<UInt256> fees,
      List<Long> gas,
      Iterator<Address> receivers,
      List<UInt256> values,
      List<byte[]> data,
      Iterator<List<AccessListEntry>> accessLists,
      Iterator<List<Authorization>> delegations,
      List<Signature> signatures) {

    Transaction transaction(int i, byte shape) {
      Optional<Address> to =
          Shape.isCreation(shape) ? Optional.empty() : Optional.of(receivers.next());
      Bytes input = Bytes.wrap(data.get(i));
      return switch (Shape.read(shape)) {
        case LEGACY ->
            new LegacyTransaction(
                OptionalLong.of(chainId),
                nonces.get(i),
                fees.get(i),
                gas.get(i),
                to,
                values.get(i),
                input,
                signatures.get(i));
        case ACCESS_LIST ->
            new AccessListTransaction(
                chainId,
                nonces.get(i),
                fees.get(i),
                gas.get(i),
                to,
                values.get(i),
                input,
                accessLists.next(),
                signatures.get(i));
        case FEE_MARKET ->
            new FeeMarketTransaction(
                chainId,
                nonces.get(i),
                tips.next(),
                fees.get(i),
                gas.get(i),
                to,
                values.get(i),
                input,
                accessLists.next(),
                signatures.get(i));
        case SET_CODE ->
            new SetCodeTransaction(
                chainId,
                nonces.get(i),
                tips.next(),
                fees.get(i),
                gas.get(i),
                to.orElseThrow(),
                values.get(i),
                input,
                accessLists.next(),
                delegations.next(),
                signatures.get(i));
        case OPAQUE -> throw new IllegalStateException("opaque bytes have no fields: a bug");
      };
    }
  }
}
