package metro.evm.block;

import java.util.List;
import metro.ethereum.Bytes;
import metro.ethereum.RlpException;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;

/**
 * A header and what it commits to.
 *
 * @param transactions the canonical bytes of each (EIP-2718)
 */
public record Block(BlockHeader header, List<Bytes> transactions, List<Withdrawal> withdrawals) {
  private static final int LIST_PREFIX = 0xc0;

  public Block {
    transactions = List.copyOf(transactions);
    withdrawals = List.copyOf(withdrawals);
  }

  /** The block's RLP: header, transactions, no ommers, withdrawals. */
  public byte[] encode() {
    return RlpWriter.encodeList(w -> {
      header.write(w);
      w.listOf(transactions, Block::writeTransaction);
      w.list(none -> {});
      w.listOf(withdrawals, (x, withdrawal) -> withdrawal.write(x));
    });
  }

  /**
   * Reads {@link #encode()}.
   *
   * @throws RlpException when the bytes are something else
   */
  public static Block decode(byte[] encoded) {
    RlpReader outer = RlpReader.of(encoded);
    RlpReader in = outer.list();
    BlockHeader header = BlockHeader.read(in);
    List<Bytes> transactions = in.listOf(Block::readTransaction);
    in.list().requireEnd();
    List<Withdrawal> withdrawals = in.listOf(Withdrawal::read);
    in.requireEnd();
    outer.requireEnd();
    return new Block(header, transactions, withdrawals);
  }

  /** Type 0 is a list in the block's list, all others are byte strings. */
  private static void writeTransaction(RlpWriter w, Bytes transaction) {
    byte[] bytes = transaction.arrayForReading();
    if ((bytes[0] & 0xff) >= LIST_PREFIX) {
      w.raw(bytes);
    } else {
      w.bytes(bytes);
    }
  }

  private static Bytes readTransaction(RlpReader in) {
    return Bytes.wrap(in.nextIsList() ? in.raw() : in.bytes());
  }
}
