package metro.ethereum;

import java.util.List;
import java.util.Optional;

/** Type 1: a gas price and declared accesses (EIP-2930). */
public record AccessListTransaction(
    long chainNumber,
    long nonce,
    UInt256 gasPrice,
    long gasLimit,
    Optional<Address> to,
    UInt256 value,
    Bytes data,
    List<AccessListEntry> accessList,
    Signature signature)
    implements TypedTransaction {
  /** The EIP-2718 type byte. */
  public static final int TYPE = 1;

  public AccessListTransaction {
    accessList = List.copyOf(accessList);
  }

  static AccessListTransaction read(RlpReader reader) {
    RlpReader in = reader.list();
    long chainNumber = TransactionDecoder.readChainId(in);
    long nonce = in.uint64();
    UInt256 gasPrice = in.uint256();
    long gasLimit = in.uint64();
    Optional<Address> to = TransactionDecoder.readTo(in);
    UInt256 value = in.uint256();
    Bytes data = Bytes.wrap(in.bytes());
    List<AccessListEntry> accessList = in.listOf(AccessListEntry::read);
    Signature signature = TransactionDecoder.readSignature(in);
    in.requireEnd();
    return new AccessListTransaction(
        chainNumber, nonce, gasPrice, gasLimit, to, value, data, accessList, signature);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public UInt256 maxFeePerGas() {
    return gasPrice;
  }

  @Override
  public UInt256 maxPriorityFeePerGas() {
    return gasPrice;
  }

  @Override
  public AccessListTransaction withSignature(Signature other) {
    return new AccessListTransaction(
        chainNumber, nonce, gasPrice, gasLimit, to, value, data, accessList, other);
  }

  @Override
  public void writeFields(RlpWriter w) {
    w.uint64(chainNumber);
    w.uint64(nonce);
    w.uint256(gasPrice);
    w.uint64(gasLimit);
    TypedTransaction.writePayload(w, this);
  }
}
