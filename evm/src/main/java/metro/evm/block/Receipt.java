package metro.evm.block;

import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.Hash;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.evm.state.Log;

/**
 * What a transaction left behind (EIP-658, EIP-2718).
 *
 * @param type the transaction's type
 * @param succeeded false when it reverted or ran out of gas
 * @param cumulativeGasUsed gas of the block up to and including this transaction
 * @param logs in the order they were written; none when it failed
 */
public record Receipt(
    int type, boolean succeeded, long cumulativeGasUsed, Bloom bloom, List<Log> logs) {
  public Receipt {
    logs = List.copyOf(logs);
  }

  /** A receipt with the bloom of its logs. */
  public static Receipt of(int type, boolean succeeded, long cumulativeGasUsed, List<Log> logs) {
    return new Receipt(type, succeeded, cumulativeGasUsed, Bloom.ofLogs(logs), logs);
  }

  /** The bytes that go into the receipts trie: the type byte unless it is 0, then the RLP list. */
  public byte[] encode() {
    byte[] payload =
        RlpWriter.encodeList(w -> {
          w.uint64(succeeded ? 1 : 0).uint64(cumulativeGasUsed).bytes(bloom.bytes());
          writeLogs(w);
        });
    return type == 0 ? payload : typed(payload);
  }

  private byte[] typed(byte[] payload) {
    byte[] out = new byte[1 + payload.length];
    out[0] = (byte) type;
    System.arraycopy(payload, 0, out, 1, payload.length);
    return out;
  }

  /**
   * Appends a shorter form for storing: a list of type, status, gas and logs, without the bloom.
   */
  public void writeStored(RlpWriter w) {
    w.list(x -> {
      x.uint64(type).uint64(succeeded ? 1 : 0).uint64(cumulativeGasUsed);
      writeLogs(x);
    });
  }

  /** Reads {@link #writeStored}. */
  public static Receipt readStored(RlpReader reader) {
    RlpReader in = reader.list();
    int type = (int) in.uint64();
    boolean succeeded = in.uint64() == 1;
    long gas = in.uint64();
    List<Log> logs = in.listOf(Receipt::readLog);
    in.requireEnd();
    return of(type, succeeded, gas, logs);
  }

  private void writeLogs(RlpWriter w) {
    w.listOf(
        logs,
        (x, log) ->
            x.list(y ->
                y.address(log.address())
                    .listOf(log.topics(), RlpWriter::hash)
                    .bytes(log.data().arrayForReading())));
  }

  private static Log readLog(RlpReader reader) {
    RlpReader in = reader.list();
    Log log = new Log(in.address(), in.<Hash>listOf(RlpReader::hash), Bytes.wrap(in.bytes()));
    in.requireEnd();
    return log;
  }
}
