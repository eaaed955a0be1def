package metro.evm.block;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.Keccak;
import metro.ethereum.UInt256;
import metro.evm.state.Log;

/** Deposit requests: what the deposit contract logged in a block (EIP-6110). */
public final class Deposits {
  /** The first topic of the contract's event. */
  public static final Hash EVENT =
      Keccak.hash(
          "DepositEvent(bytes,bytes,bytes,bytes,bytes)".getBytes(StandardCharsets.US_ASCII));

  /** Bytes of a deposit in a request: public key, credentials, amount, signature, index. */
  public static final int DEPOSIT_BYTES = 192;

  private static final int DATA_BYTES = 576;
  private static final int WORD = 32;
  private static final int[] OFFSETS = {160, 256, 320, 384, 512};
  private static final int[] SIZES = {48, 32, 8, 96, 8};

  private Deposits() {}

  /**
   * The request of all deposits in {@code logs}, in their order; empty when there is none.
   *
   * @param contract the deposit contract; its other events do not count
   * @throws IllegalStateException when an event is laid out in another way: a block with it is
   *     invalid, and what stands at the address is not the deposit contract
   */
  public static Optional<Bytes> request(Address contract, List<Log> logs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Log log : logs) {
      if (log.address().equals(contract)
          && !log.topics().isEmpty()
          && log.topics().getFirst().equals(EVENT)) {
        write(log.data().arrayForReading(), out);
      }
    }
    return out.size() == 0
        ? Optional.empty()
        : Optional.of(Requests.of(Requests.DEPOSIT_TYPE, out.toByteArray()));
  }

  private static void write(byte[] data, ByteArrayOutputStream out) {
    if (data.length != DATA_BYTES) {
      throw malformed("it has " + data.length + " bytes, not " + DATA_BYTES);
    }
    for (int i = 0; i < OFFSETS.length; i++) {
      if (!isWord(data, WORD * i, OFFSETS[i]) || !isWord(data, OFFSETS[i], SIZES[i])) {
        throw malformed("its field " + i + " is not where it belongs");
      }
      out.write(data, OFFSETS[i] + WORD, SIZES[i]);
    }
  }

  private static boolean isWord(byte[] data, int at, int expected) {
    return UInt256.fromBytes(data, at, WORD).equals(UInt256.of(expected));
  }

  private static IllegalStateException malformed(String what) {
    return new IllegalStateException(
        "the deposit contract of genesis logged an event it cannot log: " + what);
  }
}
