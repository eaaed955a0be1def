package metro.evm.block;

import java.util.Optional;
import java.util.OptionalLong;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.RlpException;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;

/**
 * A block header from Shanghai on. Proof-of-work fields are there because the hash covers them;
 * there are no ommers. Later forks append fields; a present field needs all earlier ones.
 *
 * @param difficulty 0, except in some genesis blocks
 * @param gasLimit gas of all transactions together
 * @param timestamp seconds since 1970
 * @param extraData at most 32 bytes on public networks
 * @param prevRandao EIP-4399, the former mixHash
 * @param nonce eight bytes, 0 except in some genesis blocks
 * @param baseFeePerGas wei (EIP-1559)
 * @param withdrawalsRoot EIP-4895, from Shanghai on
 * @param blobGasUsed EIP-4844, from Cancun on
 * @param excessBlobGas EIP-4844, from Cancun on
 * @param parentBeaconBlockRoot EIP-4788, from Cancun on
 * @param requestsHash EIP-7685, from Prague on
 */
public record BlockHeader(
    Hash parentHash,
    Address feeRecipient,
    Hash stateRoot,
    Hash transactionsRoot,
    Hash receiptsRoot,
    Bloom logsBloom,
    UInt256 difficulty,
    long number,
    long gasLimit,
    long gasUsed,
    long timestamp,
    Bytes extraData,
    Hash prevRandao,
    long nonce,
    UInt256 baseFeePerGas,
    Optional<Hash> withdrawalsRoot,
    OptionalLong blobGasUsed,
    OptionalLong excessBlobGas,
    Optional<Hash> parentBeaconBlockRoot,
    Optional<Hash> requestsHash) {

  /** Keccak-256 of the RLP of an empty list: the hash of no ommers. */
  public static final Hash NO_OMMERS = Keccak.hash(new byte[] {(byte) 0xc0});

  private static final int ENCODED_BYTES = 700;
  private static final int NONCE_BYTES = 8;

  /** Keccak-256 of {@link #encode()}: the block's hash. */
  public Hash hash() {
    return Keccak.hash(encode());
  }

  /** The RLP list of the fields. */
  public byte[] encode() {
    RlpWriter writer = new RlpWriter(ENCODED_BYTES);
    write(writer);
    return writer.toBytes();
  }

  /** Appends the RLP list of the fields. */
  public void write(RlpWriter writer) {
    writer.list(this::writeFields);
  }

  private void writeFields(RlpWriter w) {
    w.hash(parentHash).hash(NO_OMMERS).address(feeRecipient);
    w.hash(stateRoot).hash(transactionsRoot).hash(receiptsRoot).bytes(logsBloom.bytes());
    w.uint256(difficulty).uint64(number).uint64(gasLimit).uint64(gasUsed).uint64(timestamp);
    w.bytes(extraData.arrayForReading()).hash(prevRandao).bytes(nonceBytes());
    w.uint256(baseFeePerGas);
    withdrawalsRoot.ifPresent(w::hash);
    blobGasUsed.ifPresent(w::uint64);
    excessBlobGas.ifPresent(w::uint64);
    parentBeaconBlockRoot.ifPresent(w::hash);
    requestsHash.ifPresent(w::hash);
  }

  private byte[] nonceBytes() {
    byte[] out = new byte[NONCE_BYTES];
    for (int i = 0; i < NONCE_BYTES; i++) {
      out[i] = (byte) (nonce >>> (56 - 8 * i));
    }
    return out;
  }

  /**
   * Reads a header.
   *
   * @throws RlpException when a field is missing, malformed or too much, or there are ommers
   */
  public static BlockHeader read(RlpReader reader) {
    RlpReader in = reader.list();
    Hash parentHash = in.hash();
    if (!in.hash().equals(NO_OMMERS)) {
      throw new RlpException("a block with ommers is from before the Merge");
    }
    BlockHeader header =
        new BlockHeader(
            parentHash,
            in.address(),
            in.hash(),
            in.hash(),
            in.hash(),
            Bloom.of(in.bytes(Bloom.SIZE)),
            in.uint256(),
            in.uint64(),
            in.uint64(),
            in.uint64(),
            in.uint64(),
            Bytes.wrap(in.bytes()),
            in.hash(),
            readNonce(in.bytes(NONCE_BYTES)),
            in.uint256(),
            optional(in, RlpReader::hash),
            optionalLong(in),
            optionalLong(in),
            optional(in, RlpReader::hash),
            optional(in, RlpReader::hash));
    in.requireEnd();
    return header;
  }

  private static <T> Optional<T> optional(
      RlpReader in, java.util.function.Function<RlpReader, T> field) {
    return in.isAtEnd() ? Optional.empty() : Optional.of(field.apply(in));
  }

  private static OptionalLong optionalLong(RlpReader in) {
    return in.isAtEnd() ? OptionalLong.empty() : OptionalLong.of(in.uint64());
  }

  private static long readNonce(byte[] bytes) {
    long nonce = 0;
    for (byte b : bytes) {
      nonce = nonce << 8 | (b & 0xff);
    }
    return nonce;
  }
}
