package metro.evm.store;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import metro.ethereum.Address;
import metro.ethereum.Hash;
import metro.ethereum.UInt256;
import metro.evm.state.Account;
import metro.evm.state.StateReader;
import metro.evm.trie.HashedDiff;

/**
 * The state at the end of one block while the chain goes on. The present value is read first, then
 * the history: a block that is appended in between has put the value it replaced into the history.
 * Only a block that is taken back in between can spoil that, so the read is repeated then.
 */
final class PastState implements StateReader {
  private final StateStore owner;
  private final FlatState flat;
  private final History history;
  private final long number;

  PastState(StateStore owner, FlatState flat, History history, long number) {
    this.owner = owner;
    this.flat = flat;
    this.history = history;
    this.number = number;
  }

  @Override
  public Optional<Account> account(Address address) {
    Hash key = HashedDiff.accountKey(address);
    return read(
        () -> flat.account(key), () -> history.accountAt(key, number), ValueCodec::optionalAccount);
  }

  @Override
  public UInt256 storage(Address address, UInt256 slot) {
    Hash account = HashedDiff.accountKey(address);
    Hash key = HashedDiff.slotKey(slot);
    return read(
        () -> flat.slot(account, key),
        () -> history.slotAt(account, key, number),
        ValueCodec::slot);
  }

  /**
   * Only asked before a creation (EIP-7610), where no account that can be reached has storage; the
   * present answer is given for all blocks.
   */
  @Override
  public boolean hasStorage(Address address) {
    return flat.hasStorage(HashedDiff.accountKey(address));
  }

  @Override
  public byte[] code(Hash codeHash) {
    return flat.code(codeHash);
  }

  private <T> T read(
      Supplier<T> present, Supplier<Optional<byte[]>> former, Function<byte[], T> decode) {
    do {
      long moves = owner.moves();
      long reverts = owner.reverts();
      T value = present.get();
      boolean stayed = (moves & 1) == 0 && owner.moves() == moves;
      if (stayed && owner.checkReadable(number) == number) {
        return value;
      }
      Optional<byte[]> before = former.get();
      owner.checkReadable(number);
      if ((reverts & 1) == 0 && owner.reverts() == reverts) {
        return before.map(decode).orElse(value);
      }
    } while (owner.awaitMove());
    throw new IllegalStateException("the store has no block");
  }
}
