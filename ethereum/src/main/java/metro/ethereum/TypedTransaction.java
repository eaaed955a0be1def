package metro.ethereum;

import java.util.OptionalLong;

/** A transaction in an envelope of EIP-2718: its type byte, then its fields as an RLP list. */
public sealed interface TypedTransaction extends Transaction
    permits AccessListTransaction, FeeMarketTransaction, BlobTransaction, SetCodeTransaction {

  /** The chain the signature binds to. */
  long chainNumber();

  /** Writes all fields before the signature, in the order of the type's EIP. */
  void writeFields(RlpWriter out);

  @Override
  default OptionalLong chainId() {
    return OptionalLong.of(chainNumber());
  }

  @Override
  default Hash signingHash() {
    return RlpWriter.envelope(type(), this::writeFields).keccak();
  }

  @Override
  default byte[] encode() {
    return RlpWriter.envelope(
            type(),
            out -> {
              writeFields(out);
              out.uint64(signature().yParity()).uint256(signature().r()).uint256(signature().s());
            })
        .toBytes();
  }

  /** The fields that stand side by side in every type: receiver, value, data, access list. */
  static void writePayload(RlpWriter out, Transaction tx) {
    tx.to().ifPresentOrElse(out::address, out::empty);
    out.uint256(tx.value());
    out.bytes(tx.data().arrayForReading());
    out.listOf(tx.accessList(), (x, e) -> e.write(x));
  }

  /** Chain id, nonce, tip, fee cap and gas limit, as types 2 to 4 begin. */
  static void writeFees(RlpWriter out, TypedTransaction tx) {
    out.uint64(tx.chainNumber());
    out.uint64(tx.nonce());
    out.uint256(tx.maxPriorityFeePerGas());
    out.uint256(tx.maxFeePerGas());
    out.uint64(tx.gasLimit());
  }
}
