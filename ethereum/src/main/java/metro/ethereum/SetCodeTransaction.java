package metro.ethereum;

import java.util.List;
import java.util.Optional;

/** Type 4: sets accounts' code to delegations (EIP-7702). */
public record SetCodeTransaction(
    long chainNumber,
    long nonce,
    UInt256 maxPriorityFeePerGas,
    UInt256 maxFeePerGas,
    long gasLimit,
    Address receiver,
    UInt256 value,
    Bytes data,
    List<AccessListEntry> accessList,
    List<Authorization> authorizations,
    Signature signature)
    implements TypedTransaction {
  /** The EIP-2718 type byte. */
  public static final int TYPE = 4;

  public SetCodeTransaction {
    accessList = List.copyOf(accessList);
    authorizations = List.copyOf(authorizations);
  }

  static SetCodeTransaction read(RlpReader reader) {
    RlpReader in = reader.list();
    long chainNumber = TransactionDecoder.readChainId(in);
    long nonce = in.uint64();
    UInt256 maxPriorityFeePerGas = in.uint256();
    UInt256 maxFeePerGas = in.uint256();
    long gasLimit = in.uint64();
    Address receiver = in.address();
    UInt256 value = in.uint256();
    Bytes data = Bytes.wrap(in.bytes());
    List<AccessListEntry> accessList = in.listOf(AccessListEntry::read);
    List<Authorization> authorizations = in.listOf(Authorization::read);
    Signature signature = TransactionDecoder.readSignature(in);
    in.requireEnd();
    return new SetCodeTransaction(
        chainNumber,
        nonce,
        maxPriorityFeePerGas,
        maxFeePerGas,
        gasLimit,
        receiver,
        value,
        data,
        accessList,
        authorizations,
        signature);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public Optional<Address> to() {
    return Optional.of(receiver);
  }

  @Override
  public SetCodeTransaction withSignature(Signature other) {
    return new SetCodeTransaction(
        chainNumber,
        nonce,
        maxPriorityFeePerGas,
        maxFeePerGas,
        gasLimit,
        receiver,
        value,
        data,
        accessList,
        authorizations,
        other);
  }

  @Override
  public void writeFields(RlpWriter w) {
    TypedTransaction.writeFees(w, this);
    TypedTransaction.writePayload(w, this);
    w.listOf(authorizations, (x, e) -> e.write(x));
  }
}
