package metro.ethereum;

/**
 * A signed permission to set an account's code to a delegation (EIP-7702).
 *
 * @param chainId the chain it holds on; zero means every chain
 * @param address whose code to run
 * @param nonce the authority's nonce (unsigned 64 bits)
 * @param signature of the authority; out-of-range values are carried and refused when processed
 */
public record Authorization(UInt256 chainId, Address address, long nonce, Signature signature) {
  private static final byte[] MAGIC = {0x05};

  static Authorization read(RlpReader reader) {
    RlpReader fields = reader.list();
    UInt256 chainId = fields.uint256();
    Address address = fields.address();
    long nonce = fields.uint64();
    long parity = fields.uint64();
    if (parity < 0 || parity > 255) {
      throw new RlpException("authorization y parity above 255");
    }
    Authorization out =
        new Authorization(
            chainId,
            address,
            nonce,
            new Signature((int) parity, fields.uint256(), fields.uint256()));
    fields.requireEnd();
    return out;
  }

  void write(RlpWriter writer) {
    writer.list(w ->
        w.uint256(chainId)
            .address(address)
            .uint64(nonce)
            .uint64(signature.yParity())
            .uint256(signature.r())
            .uint256(signature.s()));
  }

  /** The digest the authority signed: keccak256(0x05 || rlp([chain id, address, nonce])). */
  public Hash signingHash() {
    return Keccak.hash(
        MAGIC, RlpWriter.encodeList(w -> w.uint256(chainId).address(address).uint64(nonce)));
  }
}
