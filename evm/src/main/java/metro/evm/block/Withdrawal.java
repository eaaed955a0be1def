package metro.evm.block;

import metro.ethereum.Address;
import metro.ethereum.RlpReader;
import metro.ethereum.RlpWriter;
import metro.ethereum.UInt256;

/**
 * A credit that a consensus layer orders (EIP-4895).
 *
 * @param amountGwei 10^9 wei each
 */
public record Withdrawal(long index, long validatorIndex, Address address, long amountGwei) {
  private static final long WEI_PER_GWEI = 1_000_000_000;

  /** The amount in wei. */
  public UInt256 amount() {
    return UInt256.of(amountGwei).times(WEI_PER_GWEI);
  }

  /** The RLP list of the fields. */
  public byte[] encode() {
    RlpWriter writer = new RlpWriter(48);
    write(writer);
    return writer.toBytes();
  }

  /** Appends the RLP list of the fields. */
  public void write(RlpWriter writer) {
    writer.list(w -> w.uint64(index).uint64(validatorIndex).address(address).uint64(amountGwei));
  }

  /** Reads {@link #write}. */
  public static Withdrawal read(RlpReader reader) {
    RlpReader in = reader.list();
    Withdrawal withdrawal = new Withdrawal(in.uint64(), in.uint64(), in.address(), in.uint64());
    in.requireEnd();
    return withdrawal;
  }
}
