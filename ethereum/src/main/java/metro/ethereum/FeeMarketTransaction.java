package metro.ethereum;

import java.util.List;
import java.util.Optional;

/** Type 2: a fee cap and a tip (EIP-1559). */
public record FeeMarketTransaction(
    long chainNumber,
    long nonce,
    UInt256 maxPriorityFeePerGas,
    UInt256 maxFeePerGas,
    long gasLimit,
    Optional<Address> to,
    UInt256 value,
    Bytes data,
    List<AccessListEntry> accessList,
    Signature signature)
    implements TypedTransaction {
  /** The EIP-2718 type byte. */
  public static final int TYPE = 2;

  public FeeMarketTransaction {
    accessList = List.copyOf(accessList);
  }

  static FeeMarketTransaction read(RlpReader reader) {
    RlpReader in = reader.list();
    long chainNumber = TransactionDecoder.readChainId(in);
    long nonce = in.uint64();
    UInt256 maxPriorityFeePerGas = in.uint256();
    UInt256 maxFeePerGas = in.uint256();
    long gasLimit = in.uint64();
    Optional<Address> to = TransactionDecoder.readTo(in);
    UInt256 value = in.uint256();
    Bytes data = Bytes.wrap(in.bytes());
    List<AccessListEntry> accessList = in.listOf(AccessListEntry::read);
    Signature signature = TransactionDecoder.readSignature(in);
    in.requireEnd();
    return new FeeMarketTransaction(
        chainNumber,
        nonce,
        maxPriorityFeePerGas,
        maxFeePerGas,
        gasLimit,
        to,
        value,
        data,
        accessList,
        signature);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public FeeMarketTransaction withSignature(Signature other) {
    return new FeeMarketTransaction(
        chainNumber,
        nonce,
        maxPriorityFeePerGas,
        maxFeePerGas,
        gasLimit,
        to,
        value,
        data,
        accessList,
        other);
  }

  @Override
  public void writeFields(RlpWriter w) {
    TypedTransaction.writeFees(w, this);
    TypedTransaction.writePayload(w, this);
  }
}
