package metro.ethereum;

import java.util.List;
import java.util.Optional;

/** Type 3 as it stands in a block, without its blobs (EIP-4844). Metro's lanes refuse it. */
public record BlobTransaction(
    long chainNumber,
    long nonce,
    UInt256 maxPriorityFeePerGas,
    UInt256 maxFeePerGas,
    long gasLimit,
    Address receiver,
    UInt256 value,
    Bytes data,
    List<AccessListEntry> accessList,
    UInt256 maxFeePerBlobGas,
    List<Hash> blobHashes,
    Signature signature)
    implements TypedTransaction {
  /** The EIP-2718 type byte. */
  public static final int TYPE = 3;

  public BlobTransaction {
    accessList = List.copyOf(accessList);
    blobHashes = List.copyOf(blobHashes);
  }

  static BlobTransaction read(RlpReader reader) {
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
    UInt256 maxFeePerBlobGas = in.uint256();
    List<Hash> blobHashes = in.listOf(RlpReader::hash);
    Signature signature = TransactionDecoder.readSignature(in);
    in.requireEnd();
    return new BlobTransaction(
        chainNumber,
        nonce,
        maxPriorityFeePerGas,
        maxFeePerGas,
        gasLimit,
        receiver,
        value,
        data,
        accessList,
        maxFeePerBlobGas,
        blobHashes,
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
  public BlobTransaction withSignature(Signature other) {
    return new BlobTransaction(
        chainNumber,
        nonce,
        maxPriorityFeePerGas,
        maxFeePerGas,
        gasLimit,
        receiver,
        value,
        data,
        accessList,
        maxFeePerBlobGas,
        blobHashes,
        other);
  }

  @Override
  public void writeFields(RlpWriter w) {
    TypedTransaction.writeFees(w, this);
    TypedTransaction.writePayload(w, this);
    w.uint256(maxFeePerBlobGas);
    w.listOf(blobHashes, RlpWriter::hash);
  }
}
