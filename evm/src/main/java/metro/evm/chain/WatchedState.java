package metro.evm.chain;

import java.util.Optional;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateReader;

/** Passes reads on and remembers whether one account's storage was among them. One thread. */
final class WatchedState implements StateReader {
  private final StateReader state;
  private final Address watched;
  private boolean read;

  WatchedState(StateReader state, Address watched) {
    this.state = state;
    this.watched = watched;
  }

  boolean wasRead() {
    return read;
  }

  @Override
  public Optional<Account> account(Address address) {
    return state.account(address);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    read |= address.equals(watched);
    return state.storage(address, slot);
  }

  @Override
  public boolean hasStorage(Address address) {
    return state.hasStorage(address);
  }

  @Override
  public byte[] code(Hash codeHash) {
    return state.code(codeHash);
  }
}
