package metro.evm.block;

import java.util.Map;
import metro.ethereum.Bytes;
import metro.ethereum.UInt256;

/**
 * An account of the genesis state.
 *
 * @param balance in wei
 * @param code none for an ordinary account
 * @param storage zero values count as not set
 */
public record GenesisAccount(
    long nonce, UInt256 balance, Bytes code, Map<UInt256, UInt256> storage) {
  public GenesisAccount {
    storage = Map.copyOf(storage);
  }

  /** An account that only has a balance, in wei. */
  public static GenesisAccount ofBalance(UInt256 balance) {
    return new GenesisAccount(0, balance, Bytes.EMPTY, Map.of());
  }

  /** A contract with nonce 1, as if it had been created by a transaction. */
  public static GenesisAccount ofCode(Bytes code) {
    return new GenesisAccount(1, UInt256.ZERO, code, Map.of());
  }
}
