package metro.ethereum;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Type 0, with replay protection (EIP-155) when {@code chainId} is present. */
public record LegacyTransaction(
    OptionalLong chainId,
    long nonce,
    UInt256 gasPrice,
    long gasLimit,
    Optional<Address> to,
    UInt256 value,
    Bytes data,
    Signature signature)
    implements Transaction {

  static LegacyTransaction read(RlpReader reader) {
    RlpReader in = reader.list();
    long nonce = in.uint64();
    UInt256 gasPrice = in.uint256();
    long gasLimit = in.uint64();
    Optional<Address> to = TransactionDecoder.readTo(in);
    UInt256 value = in.uint256();
    Bytes data = Bytes.wrap(in.bytes());
    UInt256 v = in.uint256();
    UInt256 r = in.uint256();
    UInt256 s = in.uint256();
    in.requireEnd();
    if (!v.fitsLong() || (v.w0() != 27 && v.w0() != 28 && v.w0() < 35)) {
      throw new RlpException("v is neither 27, 28 nor 35 + 2 x chain id + parity");
    }
    boolean isProtected = v.w0() >= 35;
    int parity = (int) (isProtected ? (v.w0() - 35) & 1 : v.w0() - 27);
    OptionalLong chainId = isProtected ? OptionalLong.of((v.w0() - 35) >> 1) : OptionalLong.empty();
    return new LegacyTransaction(
        chainId, nonce, gasPrice, gasLimit, to, value, data, new Signature(parity, r, s));
  }

  @Override
  public int type() {
    return 0;
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
  public List<AccessListEntry> accessList() {
    return List.of();
  }

  @Override
  public LegacyTransaction withSignature(Signature other) {
    return new LegacyTransaction(chainId, nonce, gasPrice, gasLimit, to, value, data, other);
  }

  @Override
  public Hash signingHash() {
    return new RlpWriter()
        .list(w -> {
          writeFields(w);
          if (chainId.isPresent()) {
            w.uint64(chainId.getAsLong()).uint64(0).uint64(0);
          }
        })
        .keccak();
  }

  @Override
  public byte[] encode() {
    long v =
        chainId.isPresent()
            ? 35 + 2 * chainId.getAsLong() + signature.yParity()
            : 27 + signature.yParity();
    return RlpWriter.encodeList(w -> {
      writeFields(w);
      w.uint64(v).uint256(signature.r()).uint256(signature.s());
    });
  }

  private void writeFields(RlpWriter w) {
    w.uint64(nonce).uint256(gasPrice).uint64(gasLimit);
    to.ifPresentOrElse(w::address, w::empty);
    w.uint256(value).bytes(data.arrayForReading());
  }
}
